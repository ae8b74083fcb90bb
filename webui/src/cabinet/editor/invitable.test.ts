import { expect, it } from 'vitest';
import type { Invited } from '../data/conference';
import type { Contact } from '../data/contacts';
import { addable, hindranceOf, invitedOf } from './invitable';

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
const anna = contact({ login: 'anna' });
const mail = contact({ kind: 'email', email: 'anna@example.org' });
const phone = contact({ kind: 'tel', dial: '#tel:501' });
const extension = contact({ kind: 'tel', dial: '#tel:501,…' });

it.each<[string, Contact, Invited]>([
  ['a person', anna, { login: 'anna', name: 'Anna' }],
  ['an address', mail, { email: 'anna@example.org', name: 'Anna' }],
  ['a device', phone, { dial: '#tel:501', name: 'Anna' }],
  ['one with a secret, by its id', extension, { dial: '#tel:501,…', name: 'Anna', contact: 'C1' }],
])('%s is invited (G7)', (_, given, want) => {
  expect(invitedOf(given)).toEqual(want);
});

it.each<[string, Contact, Invited[], string | undefined]>([
  ['nobody is there', anna, [], undefined],
  ['he is there', anna, [{ login: 'anna' }], 'there'],
  ['the owner', contact({ login: 'vera' }), [], 'there'],
  ['mail in an internal one', mail, [], 'internal'],
  ['a conference is not invited', contact({ kind: 'conference', dial: '\\c\\123456' }), [], 'kind'],
  ['the same number', phone, [{ dial: '#tel:501' }], 'there'],
  ['another extension', extension, [{ dial: '#tel:501,…', contact: 'C2' }], undefined],
  ['the same extension', extension, [{ dial: '#tel:501,…', contact: 'C1' }], 'there'],
  ['the same extension, saved', extension, [{ dial: '#tel:501,…', kept: 1, name: 'Anna' }], 'there'],
  ['another saved one', extension, [{ dial: '#tel:501,…', kept: 1, name: 'Boris' }], undefined],
])('what keeps a contact from the list: %s', (_, given, list, want) => {
  expect(hindranceOf(given, list, 'internal', 'vera')).toBe(want);
});

it('of a group each is added once, and what is left out is counted', () => {
  const group = [anna, { ...anna, id: 'C2' }, mail, phone, contact({ kind: 'federated', dial: 'a@b' })];
  expect(addable(group, [{ dial: '#tel:501' }], 'internal')).toEqual({
    added: [{ login: 'anna', name: 'Anna' }],
    there: 2,
    not: 2,
  });
  expect(addable(group, [], 'public')).toMatchObject({ added: { length: 3 }, there: 1, not: 1 });
});
