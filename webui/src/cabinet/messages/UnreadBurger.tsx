import { Burger, Indicator } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { unreadQuery } from '../data/conversations';

/** The button that opens the menu on narrow screens; a dot says that there is something unread in it. */
export function UnreadBurger({ opened, toggle }: { opened: boolean; toggle: () => void }) {
  const { t } = useTranslation();
  const count = useQuery(unreadQuery).data?.messages ?? 0;
  const words = opened
    ? t('shell.closeMenu')
    : [t('shell.openMenu'), count > 0 && t('messages.unread', { count })].filter(Boolean).join(', ');
  return (
    <Indicator disabled={opened || count === 0} offset={8} size={10} color="accent">
      <Burger opened={opened} onClick={toggle} size="sm" aria-label={words} aria-expanded={opened} />
    </Indicator>
  );
}
