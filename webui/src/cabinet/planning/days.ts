import { dayIn, momentOf, ownZone } from '../data/zone';
import { addDays } from '../editor/repeat';

// Days as "2026-11-24" in the person's zone, and the parts of a calendar.

export const views = ['month', 'week', 'day', 'list'] as const;
export type View = (typeof views)[number];

const two = (n: number) => String(n).padStart(2, '0');

/** The day on the calendar of this browser, as parts of pages that know no other zone count. */
export const dayOfDate = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
export const today = () => dayIn(ownZone(), new Date());
/** When the day begins where the person is. */
export const dateOfDay = (day: string) => momentOf(`${day}T00:00`, ownZone());
/** The day as a date in UTC, to count with. */
const plain = (day: string) => new Date(`${day}T00:00Z`);

/** Words of a day in a language. */
export function dayFormat(language: string, options: Intl.DateTimeFormatOptions) {
  const format = new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options });
  return {
    of: (day: string) => format.format(plain(day)),
    range: (from: string, to: string) => format.formatRange(plain(from), plain(to)),
  };
}

export const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(plain(text).getTime());

interface WeekInfo {
  firstDay: number;
}
type LocaleWithWeek = Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };

/** On which day weeks begin for the language as the browser has it, 0 for Sunday. */
export function firstDayOf(language: string, spoken: readonly string[] = navigator.languages): number {
  const wanted = spoken.find((one) => one.split('-')[0] === language) ?? language;
  const locale = new Intl.Locale(wanted) as LocaleWithWeek;
  return ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) % 7;
}

const weekdayOf = (day: string) => plain(day).getUTCDay();

export const weekOf = (day: string, firstDay: number): string[] => {
  const first = addDays(day, -((weekdayOf(day) - firstDay + 7) % 7));
  return Array.from({ length: 7 }, (_, i) => addDays(first, i));
};

/** The weeks of a month, whole. */
export function monthOf(day: string, firstDay: number): string[][] {
  const month = day.slice(0, 7);
  const weeks: string[][] = [];
  for (let week = weekOf(`${month}-01`, firstDay); ; week = week.map((d) => addDays(d, 7))) {
    if (!week.some((d) => d.startsWith(month))) return weeks;
    weeks.push(week);
  }
}

/** From the first day that the view shows to the day after the last. */
export function shownBy(view: View, day: string, firstDay: number): { from: string; to: string } {
  const days =
    view === 'month' ? monthOf(day, firstDay).flat() : view === 'week' ? weekOf(day, firstDay) : [day];
  return { from: days[0] ?? day, to: addDays(days.at(-1) ?? day, 1) };
}

/** A step to the next page of the view or the one before. */
export function stepped(view: View, day: string, by: 1 | -1): string {
  if (view === 'week') return addDays(day, 7 * by);
  if (view !== 'month') return addDays(day, by);
  const d = plain(`${day.slice(0, 7)}-01`);
  d.setUTCMonth(d.getUTCMonth() + by);
  const month = d.toISOString().slice(0, 7);
  const last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate();
  return `${month}-${two(Math.min(Number(day.slice(8)), last))}`;
}

/** Whether something from one moment to another touches the day. */
export function touches(day: string, start: string, end: string): boolean {
  const [from, to] = [dateOfDay(day), dateOfDay(addDays(day, 1))];
  const [begin, over] = [new Date(start), new Date(end)];
  return begin < to && (over > from || (begin >= from && over >= begin));
}
