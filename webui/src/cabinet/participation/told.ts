import type { TFunction } from 'i18next';
import type { Changed } from '../data/peopleAtOnce';

type Done = 'participation.several.done' | 'peopleGroups.several.done' | 'peopleRights.done';

/** To how many people it was done, and to whom it was not, and why. */
export const told = (t: TFunction, done: Done, { changed, unknown, full }: Changed): string =>
  [
    t(done, { count: changed }),
    full.length > 0 && t('peopleGroups.several.full', { count: full.length }),
    unknown.length > 0 && t('peopleRights.gone', { count: unknown.length, logins: named(unknown) }),
  ]
    .filter(Boolean)
    .join(' ');

const named = (logins: string[]) => logins.slice(0, 5).join(', ') + (logins.length > 5 ? ', …' : '');
