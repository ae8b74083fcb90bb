import type { User } from '../../api/types';

export const kinds = ['all', 'administrators', 'operators', 'blocked', 'locked'] as const;
export type Kind = (typeof kinds)[number];

/** Locked after wrong passwords and still so (D2). */
export const isLocked = (user: User, now: Date) =>
  user.lockedUntil !== undefined && new Date(user.lockedUntil).getTime() > now.getTime();

export function ofKind(user: User, kind: Kind, now: Date): boolean {
  switch (kind) {
    case 'administrators':
      return user.admin;
    case 'operators':
      return user.rights.includes('operator');
    case 'blocked':
      return user.blocked;
    case 'locked':
      return isLocked(user, now);
    default:
      return true;
  }
}

/** People by name, as the language sorts. */
export function sortPeople(users: readonly User[], language: string): User[] {
  const compare = new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare;
  return [...users].sort((a, b) => compare(a.name, b.name) || compare(a.login, b.login));
}
