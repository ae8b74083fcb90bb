import { Badge, Button, Drawer, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAddressBook, IconDoorExit, IconTrash, IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import {
  type Conversation,
  type ConversationChange,
  changeConversation,
  dropConversation,
  leaveConversation,
  type Named,
  putConversation,
} from '../data/conversations';
import { useMe } from '../data/session';
import { Confirm } from '../parts/Confirm';
import { Face } from '../parts/Face';
import { IconAction } from '../parts/IconAction';
import { tellError } from '../parts/tell';
import { usePresence } from '../ring/wire';
import classes from './Messages.module.css';
import { PickPeople } from './PickPeople';
import { otherOf } from './words';

interface Props {
  conversation: Conversation;
  title: string;
  opened: boolean;
  close: () => void;
}

/** Who is in a conversation, and what one can set for it. */
export function Details({ conversation, title, opened, close }: Props) {
  return (
    <Drawer opened={opened} onClose={close} title={title}>
      {opened && <Inside conversation={conversation} title={title} />}
    </Drawer>
  );
}

function Inside({ conversation, title }: { conversation: Conversation; title: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const me = useMe().login;
  const change = useMutation({
    mutationFn: (what: ConversationChange) => changeConversation(conversation.id, what),
    onSuccess: (changed) => putConversation(queries, changed),
    onError: (error) => tellError(t, error),
  });
  const other = otherOf(conversation, me);
  const manages = conversation.manager === me;
  return (
    <Stack gap="lg">
      {manages && (
        <Naming
          key={conversation.name}
          conversation={conversation}
          save={(name) => change.mutate({ name })}
        />
      )}
      <Switch
        label={t('messages.mute.label')}
        description={t('messages.mute.text')}
        checked={conversation.muted}
        disabled={change.isPending}
        onChange={(e) => change.mutate({ muted: e.currentTarget.checked })}
      />
      {other ? (
        <Button
          component={Link}
          to={`/cabinet/contacts/${encodeURIComponent(`person:${other.login}`)}`}
          variant="default"
          leftSection={<IconAddressBook size={18} aria-hidden />}
        >
          {t('messages.card')}
        </Button>
      ) : (
        <People conversation={conversation} manages={manages} change={(what) => change.mutate(what)} />
      )}
      <Leave conversation={conversation} title={title} />
    </Stack>
  );
}

function Naming({ conversation, save }: { conversation: Conversation; save: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(conversation.name);
  const good = name.trim() !== '' && name.trim() !== conversation.name;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (good) save(name.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label={t('messages.group.name')}
          maxLength={100}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <Button type="submit" disabled={!good}>
          {t('messages.group.rename')}
        </Button>
      </Group>
    </form>
  );
}

interface PeopleProps {
  conversation: Conversation;
  manages: boolean;
  change: (what: ConversationChange) => void;
}

function People({ conversation, manages, change }: PeopleProps) {
  const { t } = useTranslation();
  const me = useMe().login;
  const [adding, add] = useDisclosure(false);
  const [removing, remove] = useState<Named>();
  const { people, manager } = conversation;
  const presence = usePresence(people.map((p) => p.login));
  return (
    <section aria-labelledby="conversation-people">
      <Group justify="space-between" mb="xs">
        <Text component="h3" fw={600} m={0} id="conversation-people">
          {t('messages.people', { count: people.length })}
        </Text>
        {manages && (
          <Button
            size="xs"
            variant="light"
            leftSection={<IconUserPlus size={16} aria-hidden />}
            aria-expanded={adding}
            onClick={add.toggle}
          >
            {t('messages.group.add')}
          </Button>
        )}
      </Group>
      {adding && (
        <div className={classes.adding}>
          <PickPeople
            without={people.map((p) => p.login)}
            pick={(person) => change({ add: [person.login] })}
          />
        </div>
      )}
      <ul className={classes.members}>
        {people.map((p) => {
          const state = presence.get(p.login);
          return (
            <li key={p.login}>
              <Face name={p.name} picture={p.avatar} size={36} />
              <span className={classes.personWords}>
                <span>{p.login === me ? t('messages.me', { name: p.name }) : p.name}</span>
                {p.gone ? (
                  <small>{t('messages.goneShort')}</small>
                ) : (
                  state && p.login !== me && <small>{t(`contacts.presence.${state}`)}</small>
                )}
              </span>
              {p.login === manager && (
                <Badge variant="light" tt="none">
                  {t('messages.group.manager')}
                </Badge>
              )}
              {manages && p.login !== me && (
                <IconAction label={t('messages.group.remove', { name: p.name })} onClick={() => remove(p)}>
                  <IconUserMinus size={18} aria-hidden />
                </IconAction>
              )}
            </li>
          );
        })}
      </ul>
      <Confirm
        opened={removing !== undefined}
        close={() => remove(undefined)}
        title={t('messages.group.removeAsk', { name: removing?.name ?? '' })}
        text={t('messages.group.removeText')}
        action={t('messages.group.removeAct')}
        onConfirm={() => {
          if (removing) change({ remove: [removing.login] });
          remove(undefined);
        }}
      />
    </section>
  );
}

function Leave({ conversation, title }: { conversation: Conversation; title: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const me = useMe().login;
  const [asking, ask] = useDisclosure(false);
  const way = conversation.kind === 'group' ? 'leave' : 'clear';
  const leave = useMutation({
    mutationFn: () => leaveConversation(conversation.id),
    onSuccess: () => {
      void navigate('/cabinet/messages', { replace: true });
      dropConversation(queries, conversation.id);
    },
    onError: (error) => tellError(t, error),
  });
  const Icon = way === 'leave' ? IconDoorExit : IconTrash;
  const hands = way === 'leave' && conversation.manager === me && conversation.people.length > 1;
  return (
    <>
      <Button
        variant="subtle"
        color="danger"
        leftSection={<Icon size={18} aria-hidden />}
        loading={leave.isPending}
        onClick={ask.open}
      >
        {t(`messages.${way}.button`)}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t(`messages.${way}.ask`, { name: title })}
        text={hands ? t('messages.leave.textManager') : t(`messages.${way}.text`)}
        action={t(`messages.${way}.button`)}
        onConfirm={() => {
          ask.close();
          leave.mutate();
        }}
      />
    </>
  );
}
