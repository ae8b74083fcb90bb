import { Badge, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { unreadQuery } from '../data/conversations';

/** How many messages are unread, beside "Messages" in the menu; nothing when none are. */
export function UnreadMark() {
  const { t } = useTranslation();
  const count = useQuery(unreadQuery).data?.messages ?? 0;
  if (count === 0) return null;
  return (
    <Badge color="accent" variant="filled" size="sm">
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <VisuallyHidden>{t('messages.unread', { count })}</VisuallyHidden>
    </Badge>
  );
}
