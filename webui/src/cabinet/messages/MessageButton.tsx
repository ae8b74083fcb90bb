import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconMessage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../data/session';
import classes from './MessageButton.module.css';
import { useMessaging } from './useMessaging';

interface Props {
  /** Of a person of this server; nothing is drawn for others, nor for oneself. */
  login: string | undefined;
  name: string;
  /** Only a picture, for rows. */
  compact?: boolean;
}

/** "Message": opens the conversation with somebody (D13). */
export function MessageButton({ login, name, compact = false }: Props) {
  const { t } = useTranslation();
  const me = useMe().login;
  const messaging = useMessaging();
  if (!login || login === me) return null;
  const write = () => messaging.mutate(login);
  if (!compact) {
    return (
      <Button
        variant="default"
        leftSection={<IconMessage size={18} aria-hidden />}
        loading={messaging.isPending}
        onClick={write}
      >
        {t('messages.message')}
      </Button>
    );
  }
  const label = t('messages.messageTo', { name });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="light"
        color="gray"
        c="var(--text)"
        size={44}
        className={classes.inRow}
        aria-label={label}
        loading={messaging.isPending}
        onClick={write}
      >
        <IconMessage size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
