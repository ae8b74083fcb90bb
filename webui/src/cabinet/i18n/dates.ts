import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { dayIn, ownZone, zoneLongName } from '../data/zone';

export interface Dates {
  /** "12 March 2026, 14:05" in the person's zone. */
  full: (iso: string) => string;
  /** "14:05" today, "12 Mar" this year, "12 Mar 2025" before. */
  short: (iso: string, now?: Date) => string;
  /** "12 March 2026". */
  day: (iso: string) => string;
  /** "14:05". */
  time: (iso: string) => string;
  /** "12/03/2026, 14:05:09". */
  exact: (iso: string) => string;
  /** The person's zone: "Moscow Standard Time (Moscow)" or its local name. */
  zone: string;
}

/** Dates in a language, as a clock in the zone shows them. */
export function datesOf(language: string, timeZone: string): Dates {
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options });
  const full = make({ dateStyle: 'long', timeStyle: 'short' });
  const exact = make({ dateStyle: 'short', timeStyle: 'medium' });
  const time = make({ timeStyle: 'short' });
  const long = make({ dateStyle: 'long' });
  const day = make({ day: 'numeric', month: 'short' });
  const dayOfYear = make({ day: 'numeric', month: 'short', year: 'numeric' });
  return {
    full: (iso) => full.format(new Date(iso)),
    exact: (iso) => exact.format(new Date(iso)),
    day: (iso) => long.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
    short: (iso, now = new Date()) => {
      const at = new Date(iso);
      const [then, today] = [dayIn(timeZone, at), dayIn(timeZone, now)];
      if (then === today) return time.format(at);
      return (then.slice(0, 4) === today.slice(0, 4) ? day : dayOfYear).format(at);
    },
    zone: zoneLongName(timeZone, new Date(), language),
  };
}

/** Dates in the language of the page and the zone of the person. */
export function useDates(): Dates {
  const { i18n } = useTranslation();
  const zone = ownZone();
  return useMemo(() => datesOf(i18n.language, zone), [i18n.language, zone]);
}
