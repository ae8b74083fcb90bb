import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface Dates {
  /** "12 March 2026, 14:05" in the person's zone. */
  full: (iso: string) => string;
  /** "14:05" today, "12 Mar" this year, "12 Mar 2025" before. */
  short: (iso: string, now?: Date) => string;
  /** "12 March 2026". */
  day: (iso: string) => string;
  /** "14:05". */
  time: (iso: string) => string;
  /** The person's zone, "Moscow Standard Time" or its local name. */
  zone: string;
}

export function datesOf(language: string): Dates {
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const full = make({ dateStyle: 'long', timeStyle: 'short' });
  const time = make({ timeStyle: 'short' });
  const long = make({ dateStyle: 'long' });
  const day = make({ day: 'numeric', month: 'short' });
  const dayOfYear = make({ day: 'numeric', month: 'short', year: 'numeric' });
  const zone =
    make({ timeZoneName: 'long' })
      .formatToParts(new Date())
      .find((part) => part.type === 'timeZoneName')?.value ?? '';
  return {
    full: (iso) => full.format(new Date(iso)),
    day: (iso) => long.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
    short: (iso, now = new Date()) => {
      const at = new Date(iso);
      if (at.toDateString() === now.toDateString()) return time.format(at);
      return (at.getFullYear() === now.getFullYear() ? day : dayOfYear).format(at);
    },
    zone,
  };
}

/** Dates in the language of the page. */
export function useDates(): Dates {
  const { i18n } = useTranslation();
  return useMemo(() => datesOf(i18n.language), [i18n.language]);
}
