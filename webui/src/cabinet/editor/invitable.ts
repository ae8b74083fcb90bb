import type { AccessType, Invited } from '../data/conference';
import type { Contact } from '../data/contacts';

/** Kinds of contacts that are called when the meeting starts (G7). */
const devices: ReadonlySet<string> = new Set(['sip', 'tel', 'h323', 'rtsp']);

const hasSecret = (dial: string) => dial.includes('…');

/** Why a contact is not put on the list: it is there, or it cannot be. */
export type Hindrance = 'there' | 'internal' | 'kind';

/** A contact on the list of invited: by its id, where its dial string is not shown in full. */
export function invitedOf({ id, name, login, email, dial }: Contact): Invited {
  if (login) return { login, name };
  if (email) return { email, name };
  return { dial, name, ...(hasSecret(dial) ? { contact: id } : {}) };
}

/** What keeps a contact from the list. */
export function hindranceOf(
  contact: Contact,
  list: readonly Invited[],
  access: AccessType,
  owner = '',
): Hindrance | undefined {
  const { id, kind, name, login, email, dial } = contact;
  const same = (i: Invited) => {
    if (login) return i.login === login;
    if (email) return i.email?.toLowerCase() === email.toLowerCase();
    // Two extensions of one number look alike.
    return hasSecret(dial)
      ? i.contact === id || (i.dial === dial && i.name === name && !i.contact)
      : i.dial === dial;
  };
  if ((login !== '' && login === owner) || list.some(same)) return 'there';
  if (kind === 'email') return access === 'public' ? undefined : 'internal';
  return kind === 'user' || devices.has(kind) ? undefined : 'kind';
}

/** Those of many who can be added, each once, with how many are left out and why. */
export function addable(
  contacts: readonly Contact[],
  list: readonly Invited[],
  access: AccessType,
  owner = '',
): { added: Invited[]; there: number; not: number } {
  const added: Invited[] = [];
  let [there, not] = [0, 0];
  for (const contact of contacts) {
    const why = hindranceOf(contact, [...list, ...added], access, owner);
    if (!why) added.push(invitedOf(contact));
    else if (why === 'there') there++;
    else not++;
  }
  return { added, there, not };
}
