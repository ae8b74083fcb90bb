import type { Explained } from '../../api/types';
import type { Conference } from '../data/conference';
import type { Contact } from '../data/contacts';
import type { Conversation } from '../data/conversations';

/** One line of the search: what choosing it does. */
export type Hit =
  | { kind: 'dial'; key: string; text: string; enters: boolean }
  | { kind: 'conference'; key: string; conference: Conference }
  | { kind: 'contact'; key: string; contact: Contact }
  | { kind: 'message'; key: string; contact: Contact }
  | { kind: 'conversation'; key: string; conversation: Conversation };

const conferences: ReadonlySet<string | undefined> = new Set(['conference', 'conference_elsewhere']);

/** Who looks for it, and what else there is. */
interface Finder {
  me?: string;
  mayCall?: boolean;
  conversations?: readonly Conversation[];
}

/** A contact may be called and, when it is another person of this server, be written to. */
function ofContact(contact: Contact, me: string, mayCall: boolean): Hit[] {
  const found: Hit[] = [];
  // What is only an e-mail address cannot be called.
  if (mayCall && contact.kind !== 'email') found.push({ kind: 'contact', key: `p ${contact.id}`, contact });
  if (contact.kind === 'user' && contact.login && contact.login !== me)
    found.push({ kind: 'message', key: `m ${contact.id}`, contact });
  return found;
}

/** What was found, in the order in which it is offered: what was typed in full first. */
export function hits(
  explained: Explained | undefined,
  found: readonly Conference[],
  contacts: readonly Contact[],
  { me = '', mayCall = true, conversations = [] }: Finder = {},
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
    ...contacts.flatMap((contact) => ofContact(contact, me, mayCall)),
    // Those with one person are found by that person.
    ...conversations
      .filter((conversation) => conversation.kind === 'group')
      .map((conversation): Hit => ({ kind: 'conversation', key: `g ${conversation.id}`, conversation })),
  ];
}

/** The code of what is wrong with a dial string, or of why it cannot be called. */
export const faultOf = (explained: Explained | undefined) =>
  explained?.error ? `dial_${explained.error.code}` : explained?.refused?.code;
