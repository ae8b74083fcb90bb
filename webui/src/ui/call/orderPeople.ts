import type { Participant } from '../../protocol/types';

/**
 * The list of people: raised hands first in the order they went up, then those
 * who ask for the podium or stand on it, then oneself, moderators, and the rest
 * by name. A search finds any part of a name.
 */
export function orderPeople(people: readonly Participant[], me: string, search = ''): Participant[] {
  const words = search.trim().toLocaleLowerCase();
  return people
    .filter((p) => p.name.toLocaleLowerCase().includes(words))
    .sort(
      (a, b) =>
        rank(a, me) - rank(b, me) ||
        (a.hand ?? '').localeCompare(b.hand ?? '') ||
        a.name.localeCompare(b.name),
    );
}

function rank(p: Participant, me: string): number {
  if (p.hand) return 0;
  if (p.podium === 'asking') return 1;
  if (p.podium === 'speaker') return 2;
  if (p.id === me) return 3;
  return p.owner || p.moderator || p.operator ? 4 : 5;
}
