import { ActionIcon, Text, Title, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconInfoCircle, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCalling } from '../contacts/useCalling';
import type { Conversation } from '../data/conversations';
import { useMe } from '../data/session';
import { usePresence } from '../ring/wire';
import { ConversationFace } from './ConversationFace';
import { Details } from './Details';
import classes from './Messages.module.css';
import { otherOf } from './words';

/** Who one talks with, and what else can be done with them. */
export function ConversationTop({ conversation, title }: { conversation: Conversation; title: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const alone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [open, details] = useDisclosure(false);
  const calling = useCalling();
  const other = otherOf(conversation, me.login);
  const state = usePresence(other ? [other.login] : []).get(other?.login ?? '');
  const mayCall = other && !other.gone && (me.admin || me.rights.includes('call'));
  return (
    <div className={classes.top}>
      <ActionIcon
        component={Link}
        to="/cabinet/messages"
        variant="subtle"
        color="gray"
        size={40}
        className={classes.back}
        aria-label={t('card.back')}
      >
        <IconArrowLeft size={22} aria-hidden />
      </ActionIcon>
      <ConversationFace conversation={conversation} state={state} size={40} />
      <div className={classes.topWords}>
        <Title order={alone ? 1 : 2} size="h3" lineClamp={1}>
          {title}
        </Title>
        <Text size="sm" c="dimmed" lineClamp={1} aria-live={other ? 'polite' : undefined}>
          {other
            ? state && t(`contacts.presence.${state}`)
            : t('messages.people', { count: conversation.people.length })}
        </Text>
      </div>
      {mayCall && (
        <Tooltip label={t('contacts.callName', { name: other.name })}>
          <ActionIcon
            variant="light"
            color="good"
            size={40}
            aria-label={t('contacts.callName', { name: other.name })}
            loading={calling.isPending}
            onClick={() => calling.mutate({ login: other.login, name: other.name })}
          >
            <IconPhone size={20} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={t('messages.details')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          aria-label={t('messages.details')}
          onClick={details.open}
        >
          <IconInfoCircle size={22} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Details conversation={conversation} title={title} opened={open} close={details.close} />
    </div>
  );
}
