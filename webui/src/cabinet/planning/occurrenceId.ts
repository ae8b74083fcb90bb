import type { Occurrence } from '../data/schedule';

type Which = Pick<Occurrence, 'series' | 'of'>;

/** Names one meeting of a conference among all that is shown. */
export const occurrenceId = (conference: string, { series, of }: Which) => `${conference} ${series} ${of}`;

const following = ' following';

/** Names the meeting and all that follow in its series. */
export const followingId = (conference: string, which: Which) => occurrenceId(conference, which) + following;

/** Whether the meeting, or one before it with all that follow, is among what is shown no more. */
export function isAway(ids: ReadonlySet<string>, conference: string, which: Which): boolean {
  if (ids.has(conference) || ids.has(occurrenceId(conference, which))) return true;
  for (const id of ids) {
    if (!id.startsWith(`${conference} ${which.series} `) || !id.endsWith(following)) continue;
    if (which.of >= (id.split(' ')[2] ?? '')) return true;
  }
  return false;
}
