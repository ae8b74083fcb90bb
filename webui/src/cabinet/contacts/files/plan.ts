import type { Explained } from '../../../api/types';
import type { Contact, ContactGroup } from '../../data/contacts';
import { isEMail } from '../../editor/draft';
import type { Entry } from './entry';

/** An entry of a file, and what there is to do with it. */
export interface Candidate {
  entry: Entry;
  /** Key of the text that says why it cannot be taken. */
  problem?: string;
  /** The contact of the book that is reached the same way. */
  existing?: Contact;
  /** There is nothing in the file that the book does not have. */
  same?: boolean;
}

/** What the server knows: of dial strings, and of logins. */
export interface Knowledge {
  explain: (dial: string) => Promise<Explained>;
  isUser: (login: string) => Promise<boolean>;
}

/** The entry as it will be stored, or what is wrong with it. */
async function checked(entry: Entry, known: Knowledge): Promise<Candidate> {
  if (entry.problem) return { entry, problem: `contactFiles.problem.${entry.problem}` };
  if (!entry.name.trim() || [...entry.name].length > 100)
    return { entry, problem: 'contactFiles.problem.name' };
  if ([...entry.note].length > 1000) return { entry, problem: 'contactFiles.problem.note' };
  if (entry.email) return isEMail(entry.email) ? { entry } : { entry, problem: 'contactFiles.problem.email' };
  if (entry.dial.includes('…')) return { entry };
  let { login, dial } = entry;
  if (dial) {
    const { kind, canonical = '', error } = await known.explain(dial);
    if (error) return { entry, problem: `errors.dial_${error.code}` };
    [login, dial] = kind === 'user' ? [canonical, ''] : ['', canonical];
  }
  const tidy = { ...entry, login: login.toLowerCase(), dial };
  if (tidy.login && !(await known.isUser(tidy.login)))
    return { entry: tidy, problem: 'contactFiles.problem.login' };
  return { entry: tidy };
}

/** Whether a contact is reached as the entry says; of its dial string the secret part is not known here. */
function reachedBy(contact: Contact, { login, dial, email, name }: Entry): boolean {
  if (login) return contact.login === login;
  if (email) return contact.email.toLowerCase() === email.toLowerCase();
  if (!contact.dial || contact.source === 'camera') return false;
  const [shown = '', secret] = contact.dial.split('…');
  if (secret === undefined || dial === contact.dial) return contact.dial === dial;
  return contact.name === name && dial.length > shown.length && dial.startsWith(shown);
}

/** Compares the entries with the book; several at a time, as `step` is told. */
export async function planOf(
  entries: readonly Entry[],
  book: readonly Contact[],
  groups: readonly ContactGroup[],
  known: Knowledge,
  step: (done: number) => boolean,
): Promise<Candidate[]> {
  const nameOf = new Map(groups.map((g) => [g.id, g.name]));
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  const atOnce = 6;
  for (let at = 0; at < entries.length; at += atOnce) {
    if (!step(at)) return [];
    const some = await Promise.all(entries.slice(at, at + atOnce).map((entry) => checked(entry, known)));
    for (const candidate of some) {
      const { entry } = candidate;
      const key = `${entry.login}\n${entry.dial}\n${entry.email.toLowerCase()}`;
      if (!candidate.problem && seen.has(key)) candidate.problem = 'contactFiles.problem.twice';
      if (!candidate.problem) {
        seen.add(key);
        candidate.existing = book.find((contact) => reachedBy(contact, entry));
        if (candidate.existing) candidate.same = hasAll(candidate.existing, entry, nameOf);
        else if (entry.dial.includes('…')) candidate.problem = 'contactFiles.problem.secret';
      }
      candidates.push(candidate);
    }
  }
  return candidates;
}

function hasAll(contact: Contact, entry: Entry, nameOf: ReadonlyMap<string, string>): boolean {
  const inGroups = contact.groups.map((id) => nameOf.get(id)?.toLowerCase());
  return (
    contact.name === entry.name &&
    (entry.note === '' || contact.note === entry.note) &&
    entry.groups.every((name) => inGroups.includes(name.toLowerCase()))
  );
}

/** The contacts of a book as entries of a file. */
export const entriesOfBook = (contacts: readonly Contact[], groups: readonly ContactGroup[]): Entry[] =>
  contacts.map(({ name, login, dial, email, note, groups: inside }) => ({
    line: 0,
    name,
    login,
    dial,
    email,
    note,
    groups: groups.filter((g) => inside.includes(g.id)).map((g) => g.name),
  }));
