import type { Contact, ContactInput } from '../data/contacts';

/** A contact as it is typed: one way to reach him. */
export interface ContactForm {
  name: string;
  way: 'dial' | 'email';
  address: string;
  groups: string[];
  note: string;
}

export const emptyContact: ContactForm = { name: '', way: 'dial', address: '', groups: [], note: '' };

export const toForm = (c: Pick<Contact, 'name'> & Partial<Contact>): ContactForm => ({
  name: c.name,
  way: c.email ? 'email' : 'dial',
  address: c.email || c.login || c.dial || '',
  groups: c.groups ?? [],
  note: c.note ?? '',
});

/** A login is a dial string, too (C1); the server tells them apart. */
export const fromForm = ({ name, way, address, groups, note }: ContactForm): ContactInput => ({
  name: name.trim(),
  ...(way === 'email' ? { email: address.trim() } : { dial: address.trim() }),
  groups,
  note: note.trim(),
});
