import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { amendConversation, putMessage } from '../data/conversations';
import { outbox } from '../data/outbox';
import { useMe } from '../data/session';
import { ringing } from '../ring/wire';
import { chime } from './chime';
import { hear, refresh } from './live';
import { showMessage } from './notification';
import { inOneLine, otherOf, titleOf } from './words';

/** Hears of messages on every page of the cabinet, and tells of them while the page is hidden. */
export function LiveMessages() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const me = useMe().login;
  useEffect(() => {
    outbox.onSent = (id, message) => {
      putMessage(queries, id, message);
      amendConversation(queries, id, (now) => ({ ...now, last: message, unread: 0, read: message.number }));
    };
    ringing.onReturn = () => void refresh(queries);
    return ringing.listen((push) => {
      if (push.type === 'message') outbox.arrived(push.message);
      const arrival = hear(queries, me, push);
      if (!arrival || arrival.conversation.muted || document.visibilityState === 'visible') return;
      const { conversation, message } = arrival;
      const line = inOneLine(t, message, me);
      const group = conversation.kind === 'group';
      chime();
      showMessage(
        {
          title: titleOf(t, conversation, me),
          body: group ? t('messages.bySomebody', { name: message.from.name, line }) : line,
          icon: group ? '' : (otherOf(conversation, me)?.avatar ?? ''),
          tag: `conversation ${conversation.id}`,
        },
        () => void navigate(`/cabinet/messages/${encodeURIComponent(conversation.id)}`),
      );
    });
  }, [queries, me, t, navigate]);
  return null;
}
