import type { Conference } from '../data/conference';

export const shows = ['all', 'mine', 'invited'] as const;
export type Show = (typeof shows)[number];

export const fits = (c: Pick<Conference, 'mine'>, show: Show) =>
  show === 'all' || c.mine === (show === 'mine');

/** A CID of ten digits as people read it aloud: "194 919 5144". Others stay as they are. */
export const readableCID = (cid: string) => cid.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
