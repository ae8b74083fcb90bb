import type { RegistrationNow } from '../data/registrants';
import type { Closing, Registration } from '../data/registration';

/** What there is to know of the meetings. */
export interface Meetings {
  repeats: boolean;
  /** The one that is on or comes next; none: all are over. */
  next?: { start: string; end: string } | null;
}

/** How a day and hour at which registration closes lies to the meetings (G21). */
export type ByDate = 'before' | 'during' | 'afterwards' | 'repeated';

export function byDate(closesAt: string, { repeats, next }: Meetings): ByDate {
  if (repeats) return 'repeated';
  const at = Date.parse(closesAt);
  if (!next || at >= Date.parse(next.end)) return 'afterwards';
  return at <= Date.parse(next.start) ? 'before' : 'during';
}

/** What is said of how registration stands: a key of `registrants.state.*`, and the moment it names. */
export interface State {
  key: string;
  at?: string;
}

const once = (closing: Closing, repeats: boolean) => (repeats ? `${closing}_repeated` : closing);

export function stateOf(now: RegistrationNow, registration: Registration, meetings: Meetings): State {
  const closing = registration.closing ?? 'at_start';
  if (!now.open) {
    if (now.whyNot === 'started') return { key: meetings.repeats ? 'started_repeated' : 'started' };
    if (now.whyNot !== 'date') return { key: now.whyNot ?? 'closed' };
    const closed = registration.closesAt ?? '';
    return { key: `date_${byDate(closed, meetings)}`, at: closed };
  }
  if (closing === 'by_date' && now.closesAt)
    return { key: `open_by_date_${byDate(now.closesAt, meetings)}`, at: now.closesAt };
  if (!now.closesAt) return { key: 'open_never' };
  return { key: `open_${once(closing, meetings.repeats)}`, at: now.closesAt };
}

/** What is changed to open it again; undefined where that does not help. */
export function reopened(now: RegistrationNow): Partial<Registration> | undefined {
  switch (now.whyNot) {
    case 'closed':
      return { closed: false };
    case 'started':
    case 'date':
      return { closed: false, closing: 'at_end' };
  }
  return undefined;
}
