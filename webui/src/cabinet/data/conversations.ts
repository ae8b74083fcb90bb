import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Conversation, Message, MessageFile, MessagesPage, Page, Unread } from '../../api/types';
import { sendFile } from '../../api/upload';
import type { Contact } from './contacts';

export type { Conversation, Message, MessageFile, Named, PersonIn } from '../../api/types';

export const conversationsKey = ['conversations'] as const;
const listKey = [...conversationsKey, 'list'] as const;
const oneKey = (id: string) => [...conversationsKey, 'one', id] as const;
export const messagesKey = (id: string) => [...conversationsKey, 'messages', id] as const;
export const unreadKey = [...conversationsKey, 'unread'] as const;

const path = (id: string) => `/conversations/${encodeURIComponent(id)}`;

/** My conversations, the latest first. */
export const conversationsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: [...listKey, search],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Conversation>>(
        '/conversations',
        { search: search || undefined, cursor: pageParam || undefined, limit: 50 },
        signal,
      ),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000, // the line tells what changes
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: oneKey(id),
    queryFn: ({ signal }) => api.get<Conversation>(path(id), undefined, signal),
    staleTime: 60_000,
  });

/** A few found by what is typed. */
export const foundConversationsQuery = (search: string) =>
  queryOptions({
    queryKey: [...conversationsKey, 'found', search],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Conversation>>('/conversations', { search, limit: 6 }, signal)).items,
    placeholderData: keepPreviousData,
  });

/** How many messages come at once. */
export const atOnce = 50;

/** The messages of a conversation, the newest first. */
export const messagesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: messagesKey(id),
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.get<MessagesPage>(
        `${path(id)}/messages`,
        { before: pageParam || undefined, limit: atOnce },
        signal,
      ),
    getNextPageParam: (page) => (page.more ? page.items.at(-1)?.number : undefined),
    staleTime: 60_000,
  });

export const unreadQuery = queryOptions({
  queryKey: unreadKey,
  queryFn: ({ signal }) => api.get<Unread>('/me/unread', undefined, signal),
  staleTime: 60_000,
});

/** The conversation as a list has told it last. */
export function listedConversation(queries: QueryClient, id: string): Conversation | undefined {
  return queries
    .getQueriesData<InfiniteData<Page<Conversation>>>({ queryKey: listKey })
    .flatMap(([, list]) => list?.pages ?? [])
    .flatMap((page) => page.items)
    .find((c) => c.id === id);
}

/** The changed conversation, wherever it stands; a new one comes to the top of the whole list. */
export function putConversation(queries: QueryClient, changed: Conversation): void {
  queries.setQueryData(oneKey(changed.id), changed);
  for (const [key, list] of queries.getQueriesData<InfiniteData<Page<Conversation>>>({ queryKey: listKey })) {
    if (list) queries.setQueryData(key, replaced(list, changed, key.at(-1) === ''));
  }
}

type List = InfiniteData<Page<Conversation>>;

function replaced(list: List, changed: Conversation, whole: boolean): List {
  const old = list.pages.flatMap((page) => page.items).find((c) => c.id === changed.id);
  if (!old && !whole) return list; // the server knows what a search finds
  const rises = whole && (!old || (changed.last?.number ?? 0) > (old.last?.number ?? 0));
  return {
    ...list,
    pages: list.pages.map((page, i) => {
      const items = rises
        ? page.items.filter((c) => c.id !== changed.id)
        : page.items.map((c) => (c.id === changed.id ? changed : c));
      return {
        ...page,
        items: rises && i === 0 ? [changed, ...items] : items,
        total: page.total + (old ? 0 : 1),
      };
    }),
  };
}

/** Changes a conversation that this page knows; reports whether it does. */
export function amendConversation(
  queries: QueryClient,
  id: string,
  change: (now: Conversation) => Conversation,
): boolean {
  const now = queries.getQueryData<Conversation>(oneKey(id)) ?? listedConversation(queries, id);
  if (now) putConversation(queries, change(now));
  return now !== undefined;
}

/** A conversation that is mine no more. */
export function dropConversation(queries: QueryClient, id: string): void {
  queries.setQueriesData<List>(
    { queryKey: listKey },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => {
          const items = page.items.filter((c) => c.id !== id);
          return { ...page, items, total: page.total - (items.length < page.items.length ? 1 : 0) };
        }),
      },
  );
  // A page that still shows it asks again, and says that it is gone.
  void queries.resetQueries({ queryKey: oneKey(id) });
  void queries.resetQueries({ queryKey: messagesKey(id) });
  void queries.invalidateQueries({ queryKey: listKey });
  void queries.invalidateQueries({ queryKey: unreadKey });
}

/** A message that has come or changed, among those that this page has. */
export function putMessage(queries: QueryClient, id: string, message: Message): void {
  queries.setQueryData<InfiniteData<MessagesPage, number>>(messagesKey(id), (old) => {
    const newest = old?.pages[0];
    if (!old || !newest) return old;
    if (message.number > (newest.items[0]?.number ?? 0)) {
      return { ...old, pages: [{ ...newest, items: [message, ...newest.items] }, ...old.pages.slice(1)] };
    }
    const change = (m: Message) => (m.number === message.number ? message : m);
    return { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.map(change) })) };
  });
}

export const makePersonal = (login: string) =>
  api.post<Conversation>('/conversations', { kind: 'personal', people: [login], name: '' });
export const makeGroup = (name: string, people: readonly string[]) =>
  api.post<Conversation>('/conversations', { kind: 'group', people, name });

export interface ConversationChange {
  name?: string;
  add?: string[];
  remove?: string[];
  muted?: boolean;
}

export const changeConversation = (id: string, change: ConversationChange) =>
  api.patch<Conversation>(path(id), change);
export const leaveConversation = (id: string) => api.delete(path(id));

/** The same `key` twice gives the same message: nothing is doubled after a lost answer. */
export const sendMessage = (id: string, message: { text: string; file?: string; key: string }) =>
  api.post<Message>(`${path(id)}/messages`, message);
export const rewrite = (id: string, number: number, text: string) =>
  api.patch<Message>(`${path(id)}/messages/${number}`, { text });
export const takeBack = (id: string, number: number) => api.delete<Message>(`${path(id)}/messages/${number}`);
export const markRead = (id: string, number: number) => api.put(`${path(id)}/read`, { number });

export const sendConversationFile = (
  id: string,
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
) => sendFile<MessageFile>(`${path(id)}/files`, {}, file, progress, signal);

/** Whom one may write to: people of this server, also under the names of the address book. */
export const writableQuery = (q: string) =>
  queryOptions({
    queryKey: ['contacts', 'writable', q],
    queryFn: async ({ signal }) => {
      const books = (['own', 'server', 'person'] as const).map((source) =>
        api.get<Page<Contact>>('/contacts', { q: q || undefined, source, limit: 30 }, signal),
      );
      const found = (await Promise.all(books)).flatMap((page) => page.items);
      return [...new Map(found.filter((c) => c.login).map((c) => [c.login, c])).values()];
    },
    placeholderData: keepPreviousData,
  });
