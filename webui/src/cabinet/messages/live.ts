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

/** A message of somebody else that has just come. */
export interface Arrival {
  conversation: Conversation;
  message: Message;
}

type Told<T extends Push['type']> = Extract<Push, { type: T }>;

/** Carries what the line tells into what the pages show. Gives the message that is news, if it is one. */
export function hear(queries: QueryClient, me: string, push: Push): Arrival | undefined {
  let arrival: Arrival | undefined;
  switch (push.type) {
    case 'conversation':
      putConversation(queries, push.conversation);
      break;
    case 'conversation.gone':
      dropConversation(queries, push.conversation);
      break;
    case 'read':
      heardRead(queries, me, push);
      if (push.login !== me) return undefined;
      break;
    case 'message':
      arrival = heardMessage(queries, me, push);
      break;
    default:
      return undefined;
  }
  void queries.invalidateQueries({ queryKey: unreadKey });
  return arrival;
}

/** After a cut: everything is asked anew. */
export const refresh = (queries: QueryClient) => queries.invalidateQueries({ queryKey: conversationsKey });

function heardRead(queries: QueryClient, me: string, push: Told<'read'>): void {
  const { conversation, login, number, unread } = push;
  amendConversation(queries, conversation, (now) =>
    login === me
      ? { ...now, read: Math.max(now.read, number), unread: unread ?? now.unread }
      : { ...now, seen: Math.max(now.seen, number) },
  );
}

function heardMessage(queries: QueryClient, me: string, push: Told<'message'>): Arrival | undefined {
  const { conversation: id, message, unread } = push;
  const newest = newestOf(queries, id);
  const known = newest !== undefined && message.number <= newest;
  // One is missing in between: what is here is asked for again.
  if (newest !== undefined && message.number > newest + 1)
    void queries.invalidateQueries({ queryKey: messagesKey(id) });
  else putMessage(queries, id, message);
  const told = amendConversation(queries, id, (now) => {
    const last = message.number >= (now.last?.number ?? 0) ? message : now.last;
    return { ...now, last, unread };
  });
  if (!told) void queries.invalidateQueries({ queryKey: [...conversationsKey, 'list'] });
  const conversation = listedConversation(queries, id);
  const changed = known || message.edited || message.deleted;
  const news = conversation && !changed && !message.act && message.from.login !== me;
  return news ? { conversation, message } : undefined;
}

function newestOf(queries: QueryClient, id: string): number | undefined {
  const data = queries.getQueryData<{ pages: { items: Message[] }[] }>(messagesKey(id));
  return data && (data.pages[0]?.items[0]?.number ?? 0);
}
