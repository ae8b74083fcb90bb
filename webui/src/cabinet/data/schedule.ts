/** What became of one meeting of a series. Times are wall clock in the zone of the series. */
export interface Change {
  /** Which one: the time that the rule gives it. */
  of: string;
  cancelled?: boolean;
  start?: string;
  minutes?: number;
}

/** One meeting, or meetings by a rule. */
export interface Series {
  id: string;
  /** "2026-11-24T10:00" on a clock in the zone. */
  start: string;
  /** IANA name, such as "Europe/Moscow". */
  zone: string;
  minutes: number;
  /** Value of an RRULE (RFC 5545, 3.3.10); none: once. */
  rule?: string;
  changes?: Change[];
}

/** When a conference takes place: one series after another. */
export interface Schedule {
  series: Series[];
}

/** One meeting. */
export interface Occurrence {
  series: string;
  of: string;
  /** Moments, as RFC 3339. */
  start: string;
  end: string;
  moved?: boolean;
}
