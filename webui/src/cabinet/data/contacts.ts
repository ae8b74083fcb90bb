import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { Page } from '../../api/types';
import type { Presence } from '../../protocol/messages';

/** Where a contact stands: the own book, the server's, its people, its cameras. */
export const sources = ['own', 'server', 'person', 'camera'] as const;
export type Source = (typeof sources)[number];

export interface Contact {
  id: string;
  source: Source;
  name: string;
  /** "user", "email", or a kind of dial string. */
  kind: string;
  login: string;
  /** With … for what is secret; given back unchanged it stays. */
  dial: string;
  email: string;
  note: string;
  groups: string[];
  avatar: string;
  /** Of a person of this server, when the list was read. */
  state?: Presence;
  editable: boolean;
  revision: number;
}

export interface ContactGroup {
  id: string;
  /** Of `person`: a group of people of this server. */
  source: 'own' | 'server' | 'person';
  name: string;
  order: number;
}

export interface ContactInput {
  name?: string;
  login?: string;
  dial?: string;
  email?: string;
  note?: string;
  groups?: string[];
}

export const contactsKey = ['contacts'] as const;
export const groupsKey = ['contact-groups'] as const;

export interface ContactFilter {
  q?: string;
  group?: string;
  source?: Source;
}

/** An address book as pages and the API have it: the own one, read with all the others, or the server's. */
export interface Book {
  source: 'own' | 'server';
  contacts: string;
  groups: string;
  /** Page of its list; of a contact with the id behind it. */
  page: string;
}
export const ownBook: Book = {
  source: 'own',
  contacts: '/contacts',
  groups: '/contact-groups',
  page: '/cabinet/contacts',
};
export const serverBook: Book = {
  source: 'server',
  contacts: '/admin/contacts',
  groups: '/admin/contact-groups',
  page: '/admin/contacts',
};
export const cardOf = (book: Book, id: string) => `${book.page}/${encodeURIComponent(id)}`;

/** The book, a page at a time. */
export const contactsQuery = (book: Book, filter: ContactFilter) =>
  infiniteQueryOptions({
    queryKey: [...contactsKey, book.source, filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Contact>>(
        book.contacts,
        {
          q: filter.q || undefined,
          group: filter.group || undefined,
          source: filter.source,
          cursor: pageParam || undefined,
        },
        signal,
      ),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
  });

export const contactQuery = (book: Book, id: string) =>
  queryOptions({
    queryKey: [...contactsKey, 'one', book.source, id],
    queryFn: async ({ signal }) => {
      const contact = await api.get<Contact>(`/contacts/${encodeURIComponent(id)}`, undefined, signal);
      if (book.source === 'own') return contact;
      if (contact.source !== 'server') throw new ApiError(404, 'contact_unknown', '');
      return { ...contact, editable: true };
    },
  });

/** Contacts of the own book and the server's found by what is typed, for lists of people to invite. */
export const bookContactsQuery = (q: string) =>
  queryOptions({
    queryKey: [...contactsKey, 'books', q],
    queryFn: async ({ signal }) => {
      const books = (['own', 'server'] as const).map((source) =>
        api.get<Page<Contact>>('/contacts', { q, source, limit: 10 }, signal),
      );
      return (await Promise.all(books)).flatMap((page) => page.items);
    },
    placeholderData: keepPreviousData,
  });

/** A few of the own contacts, those of the server, its people and its cameras, for the search. */
export const foundContactsQuery = (q: string) =>
  queryOptions({
    queryKey: [...contactsKey, 'found', q],
    queryFn: async ({ signal }) => (await api.get<Page<Contact>>('/contacts', { q, limit: 7 }, signal)).items,
    placeholderData: keepPreviousData,
  });

/** All contacts of a group. */
export async function contactsOfGroup(group: string): Promise<Contact[]> {
  const all: Contact[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.get<Page<Contact>>('/contacts', { group, limit: 500, cursor });
    all.push(...page.items);
    cursor = page.next || undefined;
  } while (cursor);
  return all;
}

export const groupsQuery = queryOptions({
  queryKey: groupsKey,
  queryFn: async ({ signal }) =>
    (await api.get<Page<ContactGroup>>('/contact-groups', undefined, signal)).items,
});

const path = (book: Book, id: string) => `${book.contacts}/${encodeURIComponent(id)}`;
const groupPath = (book: Book, id: string) => `${book.groups}/${encodeURIComponent(id)}`;

export const makeContact = (book: Book, contact: ContactInput) => api.post<Contact>(book.contacts, contact);
export const changeContact = (book: Book, id: string, revision: number, change: ContactInput) =>
  api.patch<Contact>(path(book, id), { ...change, revision });
export const removeContact = (book: Book, id: string) => api.delete(path(book, id));
export const makeGroup = (book: Book, name: string) => api.post<ContactGroup>(book.groups, { name });
export const renameGroup = (book: Book, id: string, name: string) =>
  api.patch<ContactGroup>(groupPath(book, id), { name });
export const removeGroup = (book: Book, id: string) => api.delete(groupPath(book, id));

export interface Placing {
  login?: string;
  dial?: string;
  contact?: string;
  name?: string;
  meeting?: boolean;
  title?: string;
}

/** Calls somebody: the answer names the conference to go into. */
export const placeCall = (placing: Placing) => api.post<{ cid: string }>('/calls', placing);
