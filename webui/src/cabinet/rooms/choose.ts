import type { ListQuery } from '../data/conference';

export const shows = ['all', 'mine', 'invited'] as const;
export type Show = (typeof shows)[number];

/** What the server is asked for. */
export const partOf: Record<Show, ListQuery['part']> = {
  all: undefined,
  mine: 'owner',
  invited: 'invited',
};

/** A CID of ten digits as people read it aloud: "194 919 5144". Others stay as they are. */
export const readableCID = (cid: string) => cid.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
