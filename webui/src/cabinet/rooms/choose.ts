import type { Conference } from '../data/conference';

export const shows = ['all', 'mine', 'invited'] as const;
export type Show = (typeof shows)[number];

export const orders = ['recent', 'name'] as const;
export type Order = (typeof orders)[number];

export interface Choice {
  text: string;
  show: Show;
  order: Order;
}

export interface Chosen {
  running: Conference[];
  others: Conference[];
}

/** What of a list is shown, and in which order: what goes on now first (D11). */
export function choose(list: readonly Conference[], choice: Choice, language: string): Chosen {
  const wanted = choice.text.trim().toLocaleLowerCase(language);
  const digits = wanted.replace(/\s/g, '');
  const compare = new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare;
  const matches = (c: Conference) =>
    !wanted ||
    c.cid.toLowerCase().includes(digits) ||
    [c.name, c.owner, c.ownerName ?? '', c.location ?? ''].some((s) =>
      s.toLocaleLowerCase(language).includes(wanted),
    );
  const kind = (c: Conference) => choice.show === 'all' || c.mine === (choice.show === 'mine');
  const order = (a: Conference, b: Conference) =>
    (choice.order === 'recent' ? b.updated.localeCompare(a.updated) : 0) ||
    compare(a.name, b.name) ||
    a.id.localeCompare(b.id);
  const found = list.filter((c) => kind(c) && matches(c)).sort(order);
  return { running: found.filter((c) => c.running), others: found.filter((c) => !c.running) };
}

/** A CID of ten digits as people read it aloud: "194 919 5144". Others stay as they are. */
export const readableCID = (cid: string) => cid.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
