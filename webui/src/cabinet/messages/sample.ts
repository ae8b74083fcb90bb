import type { Conversation, Message, Named, PersonIn } from '../../api/types';

export const anna: PersonIn = { login: 'anna', name: 'Anna Petrova', avatar: '' };
export const boris: PersonIn = { login: 'boris', name: 'Boris Orlov', avatar: '' };

/** A message for tests; minutes count from noon. */
export const sampleMessage = (
  number: number,
  from: Named,
  minutes = number,
  fields: Partial<Message> = {},
): Message => ({
  number,
  from,
  at: new Date(2026, 10, 22, 12, minutes).toISOString(),
  text: `text ${number}`,
  file: null,
  withheld: false,
  act: null,
  edited: false,
  deleted: false,
  ...fields,
});

export const sampleConversation = (fields: Partial<Conversation> = {}): Conversation => ({
  id: 'c1',
  kind: 'personal',
  name: '',
  manager: '',
  people: [anna, boris],
  last: null,
  unread: 0,
  read: 0,
  seen: 0,
  muted: false,
  revision: 1,
  ...fields,
});
