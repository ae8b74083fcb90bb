import type { QueryClient } from '@tanstack/react-query';
import type { Conversation, Message } from '../../api/types';
import type { Push } from '../../protocol/messages';
import {
  amendConversation,
  conversationsKey,
  dropConversation,
  listedConversation,
  messagesKey,
  putConversation,
  putMessage,
  unreadKey,
} from '../data/conversations';

/** A message of somebody else that has just come, where this page knows the conversation. */
export interface Arrival {
  conversation: Conversation;
  message: Message;
}

/** Carries what the line tells into what the pages show. Gives the message that is news, if it is one. */
export function hear(queries: QueryClient, me: string, push: Push): Arrival | undefined {
  switch (push.type) {
    case 'conversation':
      if (push.conversation.people.some((p) => p.login === me)) putConversation(queries, push.conversation);
      else dropConversation(queries, push.conversation.id); // taken out, or left on another page
      void queries.invalidateQueries({ queryKey: unreadKey });
      return undefined;
    case 'read':
      heardRead(queries, me, push);
      return undefined;
    case 'message':
      return heardMessage(queries, me, push.conversation, push.message);
    default:
      return undefined;
  }
}

/** After a cut: everything is asked anew. */
export const refresh = (queries: QueryClient) => queries.invalidateQueries({ queryKey: conversationsKey });

function heardRead(
  queries: QueryClient,
  me: string,
  { conversation, number, login = me }: Extract<Push, { type: 'read' }>,
): void {
  amendConversation(queries, conversation, (now) => {
    if (login !== me) return { ...now, seen: Math.max(now.seen, number) };
    const read = Math.max(now.read, number);
    return read >= (now.last?.number ?? 0) ? { ...now, read, unread: 0 } : { ...now, read };
  });
  if (login === me) void queries.invalidateQueries({ queryKey: unreadKey });
}

function heardMessage(queries: QueryClient, me: string, id: string, message: Message): Arrival | undefined {
  const newest = newestOf(queries, id);
  // One is missing in between: what is here is asked for again.
  if (newest && message.number > newest + 1) void queries.invalidateQueries({ queryKey: messagesKey(id) });
  else putMessage(queries, id, message);
  const before = listedConversation(queries, id);
  const comes = message.number > (before?.last?.number ?? newest ?? 0);
  const known = amendConversation(queries, id, (now) => withMessage(now, message, me));
  if (!known) void queries.invalidateQueries({ queryKey: [...conversationsKey, 'list'] });
  void queries.invalidateQueries({ queryKey: unreadKey });
  const conversation = listedConversation(queries, id) ?? before;
  const news = conversation && comes && message.from.login !== me && !message.deleted && !message.act;
  return news ? { conversation, message } : undefined;
}

function withMessage(now: Conversation, message: Message, me: string): Conversation {
  const last = now.last?.number ?? 0;
  if (message.number < last) return now;
  const counts = message.number > last && message.from.login !== me && !message.act;
  const mine = message.number > last && message.from.login === me;
  return {
    ...now,
    last: message,
    unread: mine ? 0 : now.unread + (counts ? 1 : 0),
    read: mine ? message.number : now.read,
  };
}

function newestOf(queries: QueryClient, id: string): number | undefined {
  const data = queries.getQueryData<{ pages: { items: Message[] }[] }>(messagesKey(id));
  return data?.pages[0]?.items[0]?.number;
}
