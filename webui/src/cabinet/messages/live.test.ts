import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation, Message } from '../../api/types';
import { conversationQuery, conversationsQuery, messagesQuery, putConversation } from '../data/conversations';
import { hear } from './live';
import { anna, boris, sampleMessage as message, sampleConversation } from './sample';

let queries: QueryClient;

const list = (search = '') =>
  queries.getQueryData<{ pages: { items: Conversation[]; total: number }[] }>(
    conversationsQuery(search).queryKey,
  )?.pages[0];
const said = (id: string) =>
  queries
    .getQueryData<{ pages: { items: Message[] }[] }>(messagesQuery(id).queryKey)
    ?.pages.flatMap((page) => page.items)
    .map((m) => m.number);

beforeEach(() => {
  queries = new QueryClient();
  const items = [
    sampleConversation({ id: 'new' }),
    sampleConversation({ id: 'old', last: message(3, boris) }),
  ];
  const page = (some: Conversation[]) => ({ pages: [{ items: some, total: some.length }], pageParams: [''] });
  queries.setQueryData(conversationsQuery('').queryKey, page(items));
  queries.setQueryData(conversationsQuery('petr').queryKey, page([]));
  queries.setQueryData(messagesQuery('old').queryKey, {
    pages: [
      { items: [message(3, boris), message(2, anna)], more: true },
      { items: [message(1, anna)], more: false },
    ],
    pageParams: [0, 2],
  });
});

describe('what the line tells', () => {
  it('a message of somebody rises its conversation, counts as unread and is news', () => {
    const arrival = hear(queries, 'anna', {
      type: 'message',
      conversation: 'old',
      message: message(4, boris),
      unread: 1,
    });
    expect(arrival?.message.number).toBe(4);
    expect(list()?.items.map((c) => [c.id, c.unread, c.last?.number])).toEqual([
      ['old', 1, 4],
      ['new', 0, undefined],
    ]);
    expect(said('old')).toEqual([4, 3, 2, 1]);
    expect(
      hear(queries, 'anna', { type: 'message', conversation: 'old', message: message(4, boris), unread: 1 }),
    ).toBeUndefined();
    expect(list()?.items[0]?.unread).toBe(1);
  });

  it('my own from another page is read, and no news', () => {
    const push = { type: 'message', conversation: 'old', message: message(4, anna), unread: 0 } as const;
    expect(hear(queries, 'anna', push)).toBeUndefined();
    expect(list()?.items[0]).toMatchObject({ id: 'old', unread: 0 });
  });

  it('one that is taken back changes where it stands', () => {
    const back = message(1, anna, 1, { text: '', deleted: true });
    hear(queries, 'anna', { type: 'message', conversation: 'old', message: back, unread: 0 });
    expect(said('old')).toEqual([3, 2, 1]);
    expect(list()?.items.map((c) => c.id)).toEqual(['new', 'old']);
  });

  it('after a gap everything is asked anew', () => {
    const asked = vi.spyOn(queries, 'invalidateQueries');
    hear(queries, 'anna', { type: 'message', conversation: 'old', message: message(9, boris), unread: 1 });
    expect(asked).toHaveBeenCalledWith({ queryKey: messagesQuery('old').queryKey });
    expect(said('old')).toEqual([3, 2, 1]);
  });

  it('of an unknown conversation asks for the list', () => {
    const asked = vi.spyOn(queries, 'invalidateQueries');
    expect(
      hear(queries, 'anna', { type: 'message', conversation: 'x', message: message(1, boris), unread: 1 }),
    ).toBeUndefined();
    expect(asked).toHaveBeenCalledWith({ queryKey: ['conversations', 'list'] });
  });

  it('what I have read elsewhere is unread no more; what the other has read is seen', () => {
    hear(queries, 'anna', { type: 'message', conversation: 'old', message: message(4, boris), unread: 1 });
    hear(queries, 'anna', { type: 'read', conversation: 'old', number: 3, login: 'anna', unread: 1 });
    expect(list()?.items[0]?.unread).toBe(1);
    hear(queries, 'anna', { type: 'read', conversation: 'old', number: 4, login: 'anna', unread: 0 });
    expect(list()?.items[0]?.unread).toBe(0);
    hear(queries, 'anna', { type: 'read', conversation: 'old', number: 2, login: 'boris' });
    expect(list()?.items[0]?.seen).toBe(2);
  });
});

it('a conversation that is mine no more leaves the list', () => {
  hear(queries, 'anna', { type: 'conversation.gone', conversation: 'old' });
  expect(list()?.items.map((c) => c.id)).toEqual(['new']);
  expect(list()?.total).toBe(1);
});

it('a new conversation comes to the top of the whole list, not into a search', () => {
  putConversation(queries, sampleConversation({ id: 'made' }));
  expect(list()?.items.map((c) => c.id)).toEqual(['made', 'new', 'old']);
  expect(list()?.total).toBe(3);
  expect(list('petr')?.items).toEqual([]);
  expect(queries.getQueryData(conversationQuery('made').queryKey)).toBeDefined();
});
