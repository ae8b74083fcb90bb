import { api } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import type { Explained, Page } from '../../../api/types';
import type { Book, Contact, ContactGroup } from '../../data/contacts';
import type { Knowledge } from './plan';

/** Asks the server, about each thing once. */
export function knowledge(): Knowledge {
  const users = new Map<string, Promise<boolean>>();
  const dials = new Map<string, Promise<Explained>>();
  const once = <T>(of: Map<string, Promise<T>>, key: string, ask: () => Promise<T>) => {
    const asked = of.get(key) ?? ask();
    of.set(key, asked);
    return asked;
  };
  return {
    explain: (text) =>
      once(dials, text, () => api.post<Explained>('/dial/explain', { text: text.slice(0, 3000) })),
    isUser: (login) => once(users, login, () => isUser(login)),
  };
}

const isUser = (login: string) =>
  api.get(`/contacts/${encodeURIComponent(`person:${login}`)}`).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ApiError && error.status !== 404 && error.status !== 422) throw error;
      return false;
    },
  );

/** All contacts of a book, and its groups. */
export async function wholeBook({
  source,
  contacts,
  groups,
}: Book): Promise<{ contacts: Contact[]; groups: ContactGroup[] }> {
  const all: Contact[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 500, cursor, ...(source === 'own' ? { source } : {}) };
    const page = await api.get<Page<Contact>>(contacts, query);
    all.push(...page.items);
    cursor = page.next || undefined;
  } while (cursor);
  const { items } = await api.get<Page<ContactGroup>>(groups);
  return { contacts: all, groups: items.filter((g) => g.source === source) };
}
