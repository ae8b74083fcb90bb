/** Moments as a clock in one zone shows them. */
export interface Moments {
  /** "Tuesday, 24 November 2026, 10:00". */
  long: (iso: string) => string;
  /** "Tue, 24 Nov, 10:00". */
  short: (iso: string) => string;
  /** "10:00". */
  time: (iso: string) => string;
  /** "Tuesday, 24 November". */
  day: (iso: string) => string;
  /** "24 Nov, 10:00 – 11:00", both days when they differ. */
  range: (from: string, to: string) => string;
  /** "10:00 – 11:00", with days when they differ. */
  times: (from: string, to: string) => string;
}

const known = new Map<string, Moments>();

export function momentsOf(language: string, zone: string): Moments {
  const key = `${language} ${zone}`;
  const moments = known.get(key) ?? make(language, zone);
  known.set(key, moments);
  return moments;
}

function make(language: string, timeZone: string): Moments {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options });
  const clock = { hour: 'numeric', minute: '2-digit' } as const;
  const date = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const long = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...clock });
  const short = format({ ...date, ...clock });
  const time = format(clock);
  const day = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const at = (iso: string) => new Date(iso);
  return {
    long: (iso) => long.format(at(iso)),
    short: (iso) => short.format(at(iso)),
    time: (iso) => time.format(at(iso)),
    day: (iso) => day.format(at(iso)),
    range: (from, to) => short.formatRange(at(from), at(to)),
    times: (from, to) => time.formatRange(at(from), at(to)),
  };
}

/** "15:00" as the language writes it: "3:00 PM". */
export const clockText = (clock: string, language: string) =>
  momentsOf(language, 'UTC').time(`2026-01-01T${clock}:00Z`);
