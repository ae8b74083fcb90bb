import { useDocumentVisibility } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import {
  amendConversation,
  type Conversation,
  type Message,
  markRead,
  unreadKey,
} from '../data/conversations';

/** Tells the server what was read: the newest message stood on a page that one sees. */
export function useReading(conversation: Conversation, newest: Message | undefined, atEnd: boolean): void {
  const queries = useQueryClient();
  const visible = useDocumentVisibility() === 'visible';
  const told = useRef(0);
  const { id, unread } = conversation;
  const { mutate } = useMutation({
    mutationFn: (number: number) => markRead(id, number),
    onSuccess: (_, number) => {
      amendConversation(queries, id, (now) =>
        number >= (now.last?.number ?? 0) ? { ...now, unread: 0, read: number } : now,
      );
      void queries.invalidateQueries({ queryKey: unreadKey });
    },
    // It is told again with the next message, or the next visit.
    onError: () => {
      told.current = 0;
    },
  });
  const number = newest?.number ?? 0;
  useEffect(() => {
    if (!visible || !atEnd || unread === 0 || number <= told.current) return;
    told.current = number;
    mutate(number);
  }, [visible, atEnd, unread, number, mutate]);
}
