import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tell } from '../parts/tell';
import { allowed, askToNotify } from '../ring/notification';

interface Props {
  /** What one is told of. */
  of?: 'calls' | 'messages';
}

/** Asks the browser for leave to tell of something while the page is hidden; gone once it has answered. */
export function NotifyButton({ of = 'calls' }: Props) {
  const { t } = useTranslation();
  const [state, set] = useState(allowed);
  if (state !== 'ask') return null;
  const ask = async () => {
    const now = await askToNotify();
    set(now);
    if (now === 'yes') tell(t(of === 'calls' ? 'contacts.notify.done' : 'messages.notify.done'));
  };
  return (
    <Button variant="default" leftSection={<IconBell size={18} aria-hidden />} onClick={() => void ask()}>
      {t(of === 'calls' ? 'contacts.notify.button' : 'messages.notify.button')}
    </Button>
  );
}
