import { api } from '../../api/client';
import type { Participation } from '../../api/types';
import type { Right } from './people';

/** The most people whom the server changes at once; more are changed in parts. */
export const mostInOnePart = 500;

/** What became of several: to how many it was done, who is gone, and who would be in too many groups. */
export interface Changed {
  changed: number;
  unknown: string[];
  full: string[];
}

/** What several people get and lose; left out: that stays with each. */
export interface ChangeOfSeveral {
  join?: string[];
  leave?: string[];
  giveRights?: Right[];
  takeRights?: Right[];
}

/** Changes groups and rights of several people. */
export const changeUsers = (logins: string[], change: ChangeOfSeveral) =>
  inParts(logins, (part) => api.patch<Changed>('/users', { logins: part, ...change }));

/** Gives several people the same permission to take part (D6). */
export const permitUsers = (logins: string[], participation: Participation) =>
  inParts(logins, (part) =>
    api.put<Omit<Changed, 'full'>>('/users/participation', { logins: part, participation }),
  );

/** One part after the other; a part that fails ends it, and doing it again harms nobody. */
export async function inParts(
  logins: string[],
  change: (part: string[]) => Promise<Omit<Changed, 'full'> & { full?: string[] }>,
): Promise<Changed> {
  const all: Changed = { changed: 0, unknown: [], full: [] };
  for (let from = 0; from < logins.length; from += mostInOnePart) {
    const done = await change(logins.slice(from, from + mostInOnePart));
    all.changed += done.changed;
    all.unknown.push(...done.unknown);
    all.full.push(...(done.full ?? []));
  }
  return all;
}
