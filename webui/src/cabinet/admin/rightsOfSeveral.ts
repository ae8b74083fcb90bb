import type { User } from '../../api/types';
import { type Right, rights } from '../data/people';

export const marks = ['keep', 'give', 'take'] as const;
export type Mark = (typeof marks)[number];

/** What is wanted for each right; left out: it stays with each as it is. */
export type Wanted = Partial<Record<Right, Mark>>;

export const marked = (wanted: Wanted, mark: Mark): Right[] => rights.filter((r) => wanted[r] === mark);

/** How many would have other rights than now; who is not known here counts, too. */
export function touched(
  logins: readonly string[],
  known: ReadonlyMap<string, Pick<User, 'rights'>>,
  wanted: Wanted,
): number {
  const give = marked(wanted, 'give');
  const take = marked(wanted, 'take');
  if (give.length + take.length === 0) return 0;
  return logins.filter((login) => {
    const has = known.get(login)?.rights;
    return !has || give.some((r) => !has.includes(r)) || take.some((r) => has.includes(r));
  }).length;
}
