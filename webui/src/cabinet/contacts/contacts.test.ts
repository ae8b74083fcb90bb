import { expect, it } from 'vitest';
import { fromForm, toForm } from './contactForm';
import { dealings } from './kinds';

it.each([
  [{ name: 'Anna', login: 'anna' }, { dial: 'anna' }],
  [{ name: 'Room', dial: '#sip:8001;…' }, { dial: '#sip:8001;…' }],
  [{ name: 'Mail', email: 'a@b.example' }, { email: 'a@b.example' }],
])('a contact goes into the form and back', (contact, way) => {
  expect(fromForm(toForm(contact))).toEqual({ name: contact.name, note: '', groups: [], ...way });
});

const all = { login: 'me', admin: false, rights: ['address_book', 'call', 'create_conference'] };
const none = { login: 'me', admin: false, rights: [] };

it.each([
  ['a person', { kind: 'user', login: 'anna' }, all, { join: false, call: true, meet: true, keep: true }],
  ['oneself', { kind: 'user', login: 'me' }, all, { join: false, call: false, meet: false, keep: true }],
  ['mail only', { kind: 'email', login: '' }, all, { join: false, call: false, meet: false, keep: true }],
  [
    'a conference',
    { kind: 'conference', login: '' },
    all,
    { join: true, call: false, meet: false, keep: true },
  ],
  [
    'without rights',
    { kind: 'user', login: 'anna' },
    none,
    { join: false, call: false, meet: false, keep: false },
  ],
  [
    'a terminal, without the right to call',
    { kind: 'sip', login: '' },
    { ...none, rights: ['create_conference'] },
    { join: false, call: false, meet: false, keep: false },
  ],
])('what may be done: %s (E1, E2, E3)', (_, contact, me, want) => {
  expect(dealings(contact, me)).toEqual(want);
});
