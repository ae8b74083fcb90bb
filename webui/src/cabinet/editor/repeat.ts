import { clockIn, momentOf } from '../data/zone';

// Rules of RFC 5545 as a form that people understand, and back. What the form
// cannot show stays as it is stored. Dates are "2026-11-24".

export const week = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Day = (typeof week)[number];
export const workdays: readonly Day[] = week.slice(0, 5);

export const units = ['day', 'week', 'month', 'year'] as const;
export type Unit = (typeof units)[number];

/** Which day of a month: the same date, "second Tuesday", "last Tuesday", "last day". */
export type By = 'date' | 'nth' | 'last' | 'lastDay';

export interface Repeat {
  /** "other": a rule that the form cannot show. */
  unit: 'none' | Unit | 'other';
  every: number;
  /** With "week". */
  days: Day[];
  /** With "month" and "year". */
  by: By;
  end: 'never' | 'on' | 'after';
  /** The last date that counts, with "on". */
  until: string;
  /** How many meetings, with "after". */
  count: number;
  /** The value of the RRULE, with "other". */
  rule: string;
}

export const once: Repeat = {
  unit: 'none',
  every: 1,
  days: [],
  by: 'date',
  end: 'never',
  until: '',
  count: 10,
  rule: '',
};

const at = (date: string) => new Date(`${date}T00:00:00Z`);
const textOf = (d: Date) => d.toISOString().slice(0, 10);

export const addDays = (date: string, days: number) => {
  const d = at(date);
  d.setUTCDate(d.getUTCDate() + days);
  return textOf(d);
};
export const dayOf = (date: string): Day => week[(at(date).getUTCDay() + 6) % 7] ?? 'MO';
const dateOf = (date: string) => at(date).getUTCDate();
const monthOf = (date: string) => at(date).getUTCMonth() + 1;
/** Which Tuesday of its month, from 1. */
export const nthOf = (date: string) => Math.ceil(dateOf(date) / 7);
const isLastDay = (date: string) => dateOf(addDays(date, 1)) === 1;
const isInLastWeek = (date: string) => monthOf(addDays(date, 7)) !== monthOf(date);

/** The ways to name the day of the month of this date. */
export function bysFor(date: string): By[] {
  return [
    'date',
    ...(nthOf(date) <= 4 ? (['nth'] as const) : []),
    ...(isInLastWeek(date) ? (['last'] as const) : []),
    ...(isLastDay(date) ? (['lastDay'] as const) : []),
  ];
}

/** The presets that are offered; "custom" shows the whole form. */
export const presets = ['none', 'day', 'workdays', 'week', 'month', 'year', 'custom'] as const;
export type Preset = (typeof presets)[number] | 'other';

const isWorkdays = (r: Repeat) => r.unit === 'week' && sortDays(r.days).join() === workdays.join();

export function presetOf(r: Repeat): Preset {
  if (r.unit === 'none' || r.unit === 'other') return r.unit;
  if (r.every !== 1) return 'custom';
  return isWorkdays(r) ? 'workdays' : r.unit;
}

/** What the form shows after a preset was chosen; the end stays. */
export function withPreset(r: Repeat, preset: Preset, date: string): Repeat {
  const begun = { ...r, every: 1 };
  switch (preset) {
    case 'none':
      return { ...begun, unit: 'none' };
    case 'workdays':
      return { ...begun, unit: 'week', days: [...workdays] };
    case 'week':
      return { ...begun, unit: 'week', days: [dayOf(date)] };
    case 'day':
    case 'month':
    case 'year':
      return { ...begun, unit: preset };
    case 'custom':
      return r.unit === 'none' || r.unit === 'other'
        ? { ...begun, unit: 'week', days: [dayOf(date)] }
        : { ...r, days: r.days.length > 0 ? r.days : [dayOf(date)] };
    case 'other':
      return { ...r, unit: 'other' };
  }
}

export const sortDays = (days: readonly Day[]): Day[] => week.filter((d) => days.includes(d));

/** The first date from this one on that is one of the days. */
export function firstOn(days: readonly Day[], date: string): string {
  for (let i = 0; i < 7; i++) {
    const next = addDays(date, i);
    if (days.includes(dayOf(next))) return next;
  }
  return date;
}

/** The form after the first date was changed: the day of the week and the ways to name the day go along. */
export function follow(r: Repeat, before: string, after: string): Repeat {
  const by = bysFor(after).includes(r.by) ? r.by : r.by === 'nth' ? 'last' : r.by === 'last' ? 'nth' : 'date';
  const next = { ...r, by: bysFor(after).includes(by) ? by : 'date' } satisfies Repeat;
  if (r.unit !== 'week' || r.days.includes(dayOf(after))) return next;
  if (r.days.length <= 1 && r.days[0] === dayOf(before)) return { ...next, days: [dayOf(after)] };
  return { ...next, days: sortDays([...r.days, dayOf(after)]) };
}

/** The value of the RRULE; "" for once. */
export function ruleOf(r: Repeat, date: string, zone: string): string {
  if (r.unit === 'none') return '';
  if (r.unit === 'other') return r.rule;
  const parts = [
    { day: 'FREQ=DAILY', week: 'FREQ=WEEKLY', month: 'FREQ=MONTHLY', year: 'FREQ=YEARLY' }[r.unit],
  ];
  if (r.every > 1) parts.push(`INTERVAL=${r.every}`);
  if (r.unit === 'week') parts.push(`BYDAY=${sortDays(r.days).join() || dayOf(date)}`);
  if (r.unit === 'year') parts.push(`BYMONTH=${monthOf(date)}`);
  if (r.unit === 'month' || r.unit === 'year') parts.push(dayInMonth(r.by, date));
  if (r.end === 'on') parts.push(`UNTIL=${untilOf(r.until, zone)}`);
  if (r.end === 'after') parts.push(`COUNT=${r.count}`);
  return parts.join(';');
}

function dayInMonth(by: By, date: string): string {
  if (by === 'nth') return `BYDAY=${nthOf(date)}${dayOf(date)}`;
  if (by === 'last') return `BYDAY=-1${dayOf(date)}`;
  return `BYMONTHDAY=${by === 'lastDay' ? -1 : dateOf(date)}`;
}

/** The end of the day in the zone, in UTC as RFC 5545 wants it beside a time with a zone. */
function untilOf(date: string, zone: string): string {
  const end = momentOf(`${date}T23:59`, zone).toISOString();
  return `${end.slice(0, 19).replace(/[-:]/g, '')}Z`;
}

const dateForm = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

function untilDate(text: string, zone: string): string | undefined {
  const m = dateForm.exec(text);
  if (!m) return undefined;
  const [, y, mo, d, h, mi, s, utc] = m;
  const plain = `${y}-${mo}-${d}`;
  const when = utc ? new Date(`${plain}T${h}:${mi}:${s}Z`) : at(plain);
  if (Number.isNaN(when.getTime())) return undefined;
  return utc ? clockIn(zone, when).slice(0, 10) : plain;
}

/** The rule as the form shows it, for a series that begins on `date`. */
export function repeatOf(rule: string, date: string, zone: string): Repeat {
  if (!rule) return once;
  return shown(rule, date, zone) ?? { ...once, unit: 'other', rule };
}

function shown(rule: string, date: string, zone: string): Repeat | undefined {
  const parts = new Map<string, string>();
  for (const part of rule.toUpperCase().split(';')) {
    const [name = '', value] = part.split('=');
    if (value === undefined || parts.has(name)) return undefined;
    parts.set(name, value);
  }
  const take = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const unit = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }[take('FREQ') ?? ''];
  const every = number(take('INTERVAL') ?? '1');
  const wkst = take('WKST');
  if (!unit || !every || (wkst && wkst !== 'MO')) return undefined;
  const end = endOf(take('UNTIL'), take('COUNT'), zone);
  const on = place(unit as Unit, take, date);
  if (!end || !on || parts.size > 0) return undefined;
  return { ...once, unit: unit as Unit, every, ...end, ...on };
}

function number(text: string): number | undefined {
  const n = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
  return n && n <= 999 ? n : undefined;
}

function endOf(until: string | undefined, count: string | undefined, zone: string) {
  if (until !== undefined && count !== undefined) return undefined;
  if (until !== undefined) {
    const date = untilDate(until, zone);
    return date && ({ end: 'on', until: date } as const);
  }
  if (count === undefined) return { end: 'never' } as const;
  const n = number(count);
  return n && ({ end: 'after', count: n } as const);
}

type Take = (name: string) => string | undefined;

/** Which days: only those that the form would write for this first date. */
function place(unit: Unit, take: Take, date: string): Partial<Repeat> | undefined {
  if (unit === 'day') return {};
  if (unit === 'week') {
    const days = take('BYDAY')?.split(',') ?? [dayOf(date)];
    return days.every((d) => week.includes(d as Day)) ? { days: sortDays(days as Day[]) } : undefined;
  }
  const month = unit === 'year' ? take('BYMONTH') : undefined;
  if (month !== undefined && month !== String(monthOf(date))) return undefined;
  const [byDay, byDate] = [take('BYDAY'), take('BYMONTHDAY')];
  if (byDay === undefined && byDate === undefined) return { by: 'date' };
  if (unit === 'year' && month === undefined) return undefined;
  const written = byDay === undefined ? `BYMONTHDAY=${byDate}` : `BYDAY=${byDay}`;
  if (byDay !== undefined && byDate !== undefined) return undefined;
  const by = bysFor(date).find((one) => dayInMonth(one, date) === written.replace('=+', '='));
  return by && { by };
}
