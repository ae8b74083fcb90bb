import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page } from '../../api/types';

/** An entry of the address book, as far as the search shows it. */
export interface Contact {
  id: string;
  source: 'own' | 'server' | 'person' | 'camera';
  name: string;
  kind: string;
  login: string;
  dial: string;
  avatar: string;
  state?: 'offline' | 'online' | 'busy';
}

/** Own contacts, those of the server, its people and its cameras. */
export const foundContactsQuery = (q: string) =>
  queryOptions({
    queryKey: ['find', 'contacts', q],
    queryFn: async ({ signal }) => (await api.get<Page<Contact>>('/contacts', { q, limit: 7 }, signal)).items,
    placeholderData: keepPreviousData,
  });

/** Calls somebody, or enters a conference, by a dial string or a contact. */
export const placeCall = (whom: { dial: string } | { contact: string }) =>
  api.post<{ cid: string; url: string }>('/calls', whom);
