import { createStore } from '../state/store';
import type { Announcement } from './announce';

export interface Notice extends Announcement {
  id: number;
  kind: 'info' | 'error';
}

/** What is shown for a few seconds, newest last. */
export const notices = createStore<readonly Notice[]>([]);
/** What is only told to screen readers: the last sentence. */
export const spoken = createStore<Announcement | undefined>(undefined);

const stay = { info: 5_000, error: 8_000, offer: 20_000 };
/** Stay until something is done about them: nobody may have looked for a minute. */
const lasting = new Set<Announcement['offer']>(['pin']);
let next = 1;

export function notify(kind: Notice['kind'], what: Announcement): void {
  const notice = { ...what, kind, id: next++ };
  // The same sentence again only starts anew.
  notices.update((list) =>
    [...list.filter((n) => n.text !== what.text || n.values?.name !== what.values?.name), notice].slice(-4),
  );
  if (lasting.has(what.offer)) return;
  const long = what.offer && what.offer !== 'chat';
  setTimeout(() => dismiss(notice.id), long ? stay.offer : stay[kind]);
}

/** Tells of an error by its code. */
export function notifyError(code: string): void {
  notify('error', { text: `errors.${code}` });
}

export function dismiss(id: number): void {
  notices.update((list) => list.filter((n) => n.id !== id));
}

/** Takes back what is no longer so. */
export function withdraw(which: (notice: Notice) => boolean): void {
  notices.update((list) => (list.some(which) ? list.filter((n) => !which(n)) : list));
}
