import { Badge, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBolt, IconDoorEnter, IconPencil, IconPhone, IconTrash, IconUserPlus } from '@tabler/icons-react';
import { type InfiniteData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import type { Page } from '../../api/types';
import { useStore } from '../../state/useStore';
import { type Contact, contactQuery, contactsKey, groupsQuery, removeContact } from '../data/contacts';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { MessageButton } from '../messages/MessageButton';
import card from '../parts/Card.module.css';
import { CardTitle } from '../parts/CardTitle';
import { CardTop } from '../parts/CardTop';
import { useUndoable } from '../parts/useUndoable';
import { usePresence } from '../ring/wire';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { useBook } from './book';
import { ContactDrawer } from './ContactDrawer';
import { dealings } from './kinds';
import { ContactFace, PresenceWord } from './Presence';
import { useCalling } from './useCalling';

const isList = (data: unknown): data is InfiniteData<Page<Contact>> =>
  typeof data === 'object' && data !== null && 'pages' in data;

/** The card of a contact. What the list already knows stands there at once. */
export function ContactCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const book = useBook();
  const contact = useQuery({
    ...contactQuery(book, id),
    // Cameras have no page of their own in the API; the list tells all there is.
    enabled: !id.startsWith('camera:'),
    placeholderData: () =>
      queries
        .getQueriesData({ queryKey: [...contactsKey, book.source] })
        .flatMap(([, data]) => (isList(data) ? data.pages : []))
        .flatMap((page) => page.items)
        .find((c) => c.id === id),
  });
  useTitle(contact.data?.name ?? t('contacts.title'));
  const gone = useStore(deleted, (ids) => ids.has(id));
  if (gone) return <Navigate to={book.page} replace />;
  return (
    <article aria-label={contact.data?.name ?? t('shell.loading')}>
      <CardTop list={book.page} />
      <div className={card.card}>
        {contact.data ? (
          <Known contact={contact.data} />
        ) : contact.error ? (
          <Failure error={contact.error} retry={() => contact.refetch()} />
        ) : (
          <Stack gap="lg" aria-hidden>
            <Skeleton height={56} />
            <Skeleton height={44} />
            <Skeleton height={160} />
          </Stack>
        )}
      </div>
    </article>
  );
}

function Known({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const presence = usePresence(contact.login ? [contact.login] : []);
  const state = presence.get(contact.login) ?? contact.state;
  return (
    <Stack gap="lg">
      <div className={card.head}>
        <ContactFace contact={contact} state={state} />
        <div className={card.headWords}>
          <CardTitle>{contact.name}</CardTitle>
          <Text c="dimmed" size="sm">
            {t(`contacts.kind.${contact.kind}`)}
          </Text>
          <div aria-live="polite">
            <PresenceWord state={state} />
          </div>
        </div>
      </div>
      <Actions contact={contact} />
      <Facts contact={contact} />
    </Stack>
  );
}

function Actions({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const may = dealings(contact, useMe());
  const calling = useCalling();
  const [editing, edit] = useDisclosure(false);
  const [keeping, keep] = useDisclosure(false);
  return (
    <div className={card.acts}>
      {(may.call || may.join) && (
        <Button
          leftSection={
            may.join ? <IconDoorEnter size={18} aria-hidden /> : <IconPhone size={18} aria-hidden />
          }
          loading={calling.isPending && !calling.variables.meeting}
          onClick={() => calling.mutate({ contact: contact.id })}
        >
          {t(may.join ? 'contacts.join' : 'contacts.call')}
        </Button>
      )}
      {contact.kind === 'user' && <MessageButton login={contact.login} name={contact.name} />}
      {may.meet && (
        <Button
          variant="default"
          leftSection={<IconBolt size={18} aria-hidden />}
          loading={calling.isPending && calling.variables.meeting}
          onClick={() =>
            calling.mutate({
              contact: contact.id,
              meeting: true,
              title: t('contacts.meetingWith', { name: contact.name }),
            })
          }
        >
          {t('contacts.meet')}
        </Button>
      )}
      {contact.editable && (
        <>
          <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />} onClick={edit.open}>
            {t('contacts.edit')}
          </Button>
          <Remove contact={contact} />
          <ContactDrawer contact={contact} opened={editing} close={edit.close} />
        </>
      )}
      {!contact.editable && may.keep && !contact.dial.includes('…') && (
        <>
          <Button variant="default" leftSection={<IconUserPlus size={18} aria-hidden />} onClick={keep.open}>
            {t('contacts.keep')}
          </Button>
          <ContactDrawer draft={contact} opened={keeping} close={keep.close} />
        </>
      )}
    </div>
  );
}

function Remove({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const { id, name } = contact;
  const book = useBook();
  const remove = (byKeyboard: boolean) =>
    undoable(
      {
        id,
        name,
        remove: () => removeContact(book, id),
        failed: t('contacts.notRemoved', { name }),
        settled: () => queries.invalidateQueries({ queryKey: contactsKey }),
      },
      byKeyboard,
    );
  return (
    <Button
      variant="subtle"
      color="danger"
      leftSection={<IconTrash size={18} aria-hidden />}
      onClick={(e) => remove(e.detail === 0)}
    >
      {t('contacts.remove')}
    </Button>
  );
}

function Facts({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const groups = useQuery(groupsQuery).data ?? [];
  const names = groups.filter((g) => contact.groups.includes(g.id)).map((g) => g.name);
  const fact = (name: string, value: string) =>
    value && (
      <>
        <dt>{t(`contacts.fact.${name}`)}</dt>
        <dd>{value}</dd>
      </>
    );
  return (
    <dl className={card.facts}>
      {fact('login', contact.login)}
      {contact.source !== 'camera' && fact('dial', contact.dial)}
      {fact('email', contact.email)}
      {names.length > 0 && (
        <>
          <dt>{t('contacts.fact.groups')}</dt>
          <dd>
            {names.map((name) => (
              <Badge key={name} variant="light" tt="none" mr={4}>
                {name}
              </Badge>
            ))}
          </dd>
        </>
      )}
      {fact('note', contact.note)}
      <dt>{t('contacts.fact.source')}</dt>
      <dd>{t(`contacts.source.${contact.source}`)}</dd>
    </dl>
  );
}
