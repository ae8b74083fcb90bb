import type { Participation } from '../../api/types';
import { clockIn, momentOf, ownZone } from '../data/zone';

export const kinds = ['permanent', 'until', 'none'] as const;

/** A permission as it is typed: its end as clocks here show it. */
export interface Draft {
  kind: Participation['kind'];
  until: string;
}

/** In two weeks at the end of the day, where nothing else is known. */
export function draftOf(p: Participation | undefined, now = new Date()): Draft {
  const end = p?.until
    ? clockIn(ownZone(), new Date(p.until))
    : `${clockIn(ownZone(), new Date(now.getTime() + 14 * 86_400_000)).slice(0, 10)}T23:59`;
  return { kind: p?.kind ?? 'permanent', until: end };
}

/** The field gives "2026-11-24T10:00", with seconds in some browsers. */
const clock = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export const isWhole = (draft: Draft) => draft.kind !== 'until' || clock.test(draft.until);

/** Untouched it is what was stored, to the second. */
export function fromDraft(draft: Draft, stored?: Participation): Participation {
  if (draft.kind !== 'until') return { kind: draft.kind };
  if (stored?.kind === 'until' && stored.until && draftOf(stored).until === draft.until) return stored;
  return { kind: 'until', until: momentOf(draft.until.slice(0, 16), ownZone()).toISOString() };
}
