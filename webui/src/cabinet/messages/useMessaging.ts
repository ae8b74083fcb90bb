import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Conversation, makePersonal, putConversation } from '../data/conversations';
import { tellError } from '../parts/tell';

/** Leads into a conversation that was just made or found. */
export function useOpening(opened?: () => void): (conversation: Conversation) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (conversation) => {
    putConversation(queries, conversation);
    opened?.();
    void navigate(`/cabinet/messages/${encodeURIComponent(conversation.id)}`);
  };
}

/** Opens the conversation with somebody, by login; there is exactly one. */
export function useMessaging(opened?: () => void) {
  const { t } = useTranslation();
  const open = useOpening(opened);
  return useMutation({
    mutationFn: makePersonal,
    onSuccess: open,
    onError: (error) => tellError(t, error),
  });
}
