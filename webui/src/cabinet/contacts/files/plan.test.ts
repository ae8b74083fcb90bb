import { expect, it } from 'vitest';
import type { Contact } from '../../data/contacts';
import type { Entry } from './entry';
import { type Knowledge, planOf } from './plan';

const entry = (given: Partial<Entry>): Entry => ({
  line: 2,
  name: 'Anna',
  login: '',
  dial: '',
  email: '',
  note: '',
  groups: [],
  ...given,
});
const contact = (given: Partial<Contact>): Contact => ({
  id: 'C1',
  source: 'own',
  name: 'Anna',
  kind: 'user',
  login: '',
  dial: '',
  email: '',
  note: '',
  groups: [],
  avatar: '',
  editable: true,
  revision: 1,
  ...given,
});
const known: Knowledge = {
  explain: async (dial) =>
    dial.startsWith('#')
      ? dial.endsWith('@')
        ? { error: { code: 'no_host', at: 5, text: '' } }
        : { kind: 'sip', canonical: dial.toLowerCase() }
      : { kind: 'user', canonical: dial },
  isUser: async (login) => login === 'anna',
};
const plan = (entries: Entry[], book: Contact[]) =>
  planOf(entries, book, [{ id: 'G1', source: 'own', name: 'Friends', order: 0 }], known, () => true);

it.each<[string, Partial<Entry>, string | undefined]>([
  ['a login', { login: 'Anna' }, undefined],
  ['a login as a dial string (C1)', { dial: 'anna' }, undefined],
  ['nobody', { login: 'boris' }, 'contactFiles.problem.login'],
  ['a wrong dial string', { dial: '#sip:a@' }, 'errors.dial_no_host'],
  ['a wrong address', { email: 'a b' }, 'contactFiles.problem.email'],
  ['no name', { name: ' ', login: 'anna' }, 'contactFiles.problem.name'],
  ['what was left out of a file', { dial: '#sip:a@b;…' }, 'contactFiles.problem.secret'],
  ['an older card', { problem: 'version' }, 'contactFiles.problem.version'],
])('%s: what is wrong', async (_, given, want) => {
  expect((await plan([entry(given)], []))[0]?.problem).toBe(want);
});

it('who stands in the file twice is taken once', async () => {
  const found = await plan([entry({ login: 'anna' }), entry({ dial: 'anna' })], []);
  expect(found.map((c) => c.problem)).toEqual([undefined, 'contactFiles.problem.twice']);
});

it.each<[string, Partial<Contact>, Partial<Entry>, boolean, boolean]>([
  ['by login', { login: 'anna' }, { login: 'anna' }, true, true],
  ['with another name', { login: 'anna' }, { login: 'anna', name: 'A' }, true, false],
  ['in another group', { login: 'anna' }, { login: 'anna', groups: ['Friends'] }, true, false],
  [
    'in the same group',
    { login: 'anna', groups: ['G1'] },
    { login: 'anna', groups: ['friends'] },
    true,
    true,
  ],
  ['by a dial string', { dial: '#sip:a@b' }, { dial: '#SIP:a@b' }, true, true],
  ['by one with a secret', { dial: '#sip:a@b;…' }, { dial: '#sip:a@b;12' }, true, true],
  ['by one as it was saved', { dial: '#sip:a@b;…' }, { dial: '#sip:a@b;…' }, true, true],
  ['another menu of the number', { dial: '#sip:a@b;…', name: 'B' }, { dial: '#sip:a@b;12' }, false, false],
  ['another', { email: 'a@b.example' }, { login: 'anna' }, false, false],
])('a contact that exists, %s', async (_, there, given, exists, same) => {
  const [found] = await plan([entry(given)], [contact(there)]);
  expect([Boolean(found?.existing), Boolean(found?.same), found?.problem]).toEqual([exists, same, undefined]);
});
