import type { Change, Schedule, Series } from '../data/schedule';
import { clockIn, isZone, ownZone } from '../data/zone';
import { once, type Repeat, repeatOf, ruleOf } from './repeat';

/** When a scheduled conference takes place, as the form has it (G5). */
export interface Meeting {
  /** "2026-11-24", "10:00" on a clock in the zone; "" while nothing is typed. */
  date: string;
  time: string;
  zone: string;
  minutes: number;
  repeat: Repeat;
  /** The series that is edited, and those that came before it, which stay. */
  stored?: Series;
  earlier: Series[];
}

/** Durations that are offered, in minutes. */
export const durations = [5, 10, 15, 30, 45, 60, 90, 120, 150, 180] as const;
/** Seven days. */
export const longest = 10_080;

const half = 30 * 60_000;

/** An hour from the next half hour on. */
export function newMeeting(now = new Date(), zone = ownZone()): Meeting {
  const [date = '', time = ''] = clockIn(zone, new Date(Math.ceil((now.getTime() + 1) / half) * half)).split(
    'T',
  );
  return { date, time, zone, minutes: 60, repeat: once, earlier: [] };
}

/** The last series is edited: the earlier ones are what "this and all following" left behind. */
export function meetingOf({ series }: Schedule): Meeting {
  const stored = series.at(-1);
  if (!stored) return newMeeting();
  const [date = '', time = ''] = stored.start.split('T');
  return {
    date,
    time,
    zone: stored.zone,
    minutes: stored.minutes,
    repeat: repeatOf(stored.rule ?? '', date, stored.zone),
    stored,
    earlier: series.slice(0, -1),
  };
}

/** Meetings that were moved or cancelled; they are known by their times, so other times lose them. */
export function keptChanges(m: Meeting): Change[] {
  const same = m.stored?.start === `${m.date}T${m.time}` && m.stored.zone === m.zone;
  return same && m.repeat.unit !== 'none' ? (m.stored?.changes ?? []) : [];
}

export function seriesOf(m: Meeting): Series {
  const rule = unchanged(m) ? m.stored?.rule : ruleOf(m.repeat, m.date, m.zone);
  const changes = keptChanges(m);
  return {
    id: m.stored?.id ?? '',
    start: `${m.date}T${m.time}`,
    zone: m.zone,
    minutes: m.minutes,
    ...(rule ? { rule } : {}),
    ...(changes.length > 0 ? { changes } : {}),
  };
}

/** A rule that means the same is not written anew: others may have written it another way. */
function unchanged({ stored, date, zone, repeat }: Meeting): boolean {
  if (!stored || stored.zone !== zone || !stored.start.startsWith(date)) return false;
  return JSON.stringify(repeatOf(stored.rule ?? '', date, zone)) === JSON.stringify(repeat);
}

export const scheduleOf = (m: Meeting): Schedule => ({ series: [...m.earlier, seriesOf(m)] });

const whole = (n: number, low: number, high: number) => Number.isInteger(n) && n >= low && n <= high;

/** What is wrong, as a key of `problem.*`; undefined for nothing. */
export function meetingProblems({ date, time, zone, minutes, repeat }: Meeting): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) return 'whenMissing';
  if (!isZone(zone)) return 'zone';
  if (!whole(minutes, 1, longest)) return 'minutes';
  if (repeat.unit === 'none' || repeat.unit === 'other') return undefined;
  if (!whole(repeat.every, 1, 99)) return 'every';
  if (repeat.unit === 'week' && repeat.days.length === 0) return 'daysMissing';
  if (repeat.end === 'on' && repeat.until < date) return 'untilBefore';
  if (repeat.end === 'after' && !whole(repeat.count, 1, 1000)) return 'count';
  return undefined;
}
