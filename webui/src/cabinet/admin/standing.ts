import type { User } from '../../api/types';
import type { UserFilter } from '../data/people';
import { type ParticipationStanding, standings } from '../participation/standing';

export const kinds = ['all', 'administrators', 'operators', 'blocked', 'locked'] as const;
/** Which people are shown: all, some kind, those with some permission to take part, or of a group. */
export type Kind = (typeof kinds)[number] | ParticipationStanding | `group:${string}`;

export const isKind = (word: string | null): word is Kind =>
  ([...kinds, ...standings] as (string | null)[]).includes(word);

/** Locked after wrong passwords and still so (D2). */
export const isLocked = (user: User, now: Date) =>
  user.lockedUntil !== undefined && new Date(user.lockedUntil).getTime() > now.getTime();

const isGroup = (kind: Kind): kind is `group:${string}` => kind.startsWith('group:');

/** What the server is asked for. */
export function filterOf(kind: Kind): UserFilter {
  if (isGroup(kind)) return { group: kind.slice('group:'.length) };
  switch (kind) {
    case 'all':
      return {};
    case 'administrators':
      return { is: 'administrator' };
    case 'operators':
      return { right: 'operator' };
    case 'blocked':
    case 'locked':
      return { is: kind };
    default:
      return { participation: kind };
  }
}

/** People by name, as the language sorts. */
export function sortPeople(users: readonly User[], language: string): User[] {
  const compare = new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare;
  return [...users].sort((a, b) => compare(a.name, b.name) || compare(a.login, b.login));
}
