import type { TFunction } from 'i18next';
import { clockText } from '../i18n/moments';
import { dayOf, nthOf, type Repeat, sortDays, workdays } from './repeat';

const at = (date: string) => new Date(`${date}T12:00:00Z`);

const format = (date: string, language: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options }).format(at(date));

/** "24 November 2026". */
export const dayText = (date: string, language: string) => format(date, language, { dateStyle: 'long' });

/** "November" as it stands behind "of", "ноября". */
function monthOf(date: string, language: string): string {
  return (
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', day: 'numeric', month: 'long' })
      .formatToParts(at(date))
      .find((part) => part.type === 'month')?.value ?? ''
  );
}

/** "Every second Tuesday at 10:00 until 1 March 2027", for a series that begins on `date`. */
export function repeatWords(r: Repeat, date: string, t: TFunction, language: string, time = ''): string {
  const at = (words: string) =>
    time ? t('repeat.words.at', { often: words, time: clockText(time, language) }) : words;
  if (r.unit === 'none') return t('repeat.words.none');
  if (r.unit === 'other') return at(t('repeat.words.other'));
  const often = at(howOften(r, date, t, language));
  if (r.end === 'on' && r.until) {
    return t('repeat.words.until', { often, date: dayText(r.until, language) });
  }
  if (r.end === 'after') return t('repeat.words.times', { often, count: r.count });
  return often;
}

function howOften(r: Repeat, date: string, t: TFunction, language: string): string {
  if (r.unit === 'week') return weekly(r, date, t, language);
  if (r.unit === 'day') return t('repeat.words.day', { count: r.every });
  if (r.unit === 'month') {
    return t('repeat.words.month', { count: r.every, day: t('repeat.on', { day: dayInMonth(r, date, t) }) });
  }
  if (r.by === 'date') {
    const day = format(date, language, { day: 'numeric', month: 'long' });
    return t('repeat.words.year', { count: r.every, day: t('repeat.onDate', { day }) });
  }
  const day = t('repeat.ofMonth', { day: dayInMonth(r, date, t), month: monthOf(date, language) });
  return t('repeat.words.year', { count: r.every, day });
}

function weekly(r: Repeat, date: string, t: TFunction, language: string): string {
  const days = r.days.length > 0 ? sortDays(r.days) : [dayOf(date)];
  const only = days.length === 1 ? days[0] : undefined;
  if (only && r.every === 1) return t(`repeat.each.${only}`);
  if (only && r.every === 2) return t(`repeat.second.${only}`);
  if (r.every === 1 && days.join() === workdays.join()) return t('repeat.words.workdays');
  const list = new Intl.ListFormat(language).format(days.map((day) => t(`repeat.days.${day}`)));
  return t('repeat.words.week', { count: r.every, days: list });
}

/** "the second Tuesday", "the last day", "the 24th". */
export function dayInMonth({ by }: Pick<Repeat, 'by'>, date: string, t: TFunction): string {
  if (by === 'date') return t('repeat.date', { day: at(date).getUTCDate() });
  if (by === 'lastDay') return t('repeat.lastDay');
  return t(`repeat.nth.${dayOf(date)}.${by === 'last' ? 'last' : nthOf(date)}`);
}
