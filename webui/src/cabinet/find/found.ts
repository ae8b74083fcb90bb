import type { Explained } from '../../api/types';
import type { Conference } from '../data/conference';
import type { Contact } from '../data/contacts';

/** One line of the search: what choosing it does. */
export type Hit =
  | { kind: 'dial'; key: string; text: string; enters: boolean }
  | { kind: 'conference'; key: string; conference: Conference }
  | { kind: 'contact'; key: string; contact: Contact };

const conferences: ReadonlySet<string | undefined> = new Set(['conference', 'conference_elsewhere']);

/** What was found, in the order in which it is offered: what was typed in full first. */
export function hits(
  explained: Explained | undefined,
  found: readonly Conference[],
  contacts: readonly Contact[],
): Hit[] {
  const dial =
    explained?.canonical && !explained.refused
      ? [
          {
            kind: 'dial',
            key: 'dial',
            text: explained.canonical,
            enters: conferences.has(explained.kind),
          } as const,
        ]
      : [];
  return [
    ...dial,
    ...found.map((conference): Hit => ({ kind: 'conference', key: `c ${conference.id}`, conference })),
    ...contacts
      .filter((contact) => contact.kind !== 'email') // which cannot be called
      .map((contact): Hit => ({ kind: 'contact', key: `p ${contact.id}`, contact })),
  ];
}

/** The code of what is wrong with a dial string, or of why it cannot be called. */
export const faultOf = (explained: Explained | undefined) =>
  explained?.error ? `dial_${explained.error.code}` : explained?.refused?.code;
