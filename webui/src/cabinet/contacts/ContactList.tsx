import { ActionIcon, Button, Group, Select, Tooltip } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconAddressBook, IconFolders, IconPhone, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/useStore';
import {
  type Contact,
  type ContactFilter,
  cardOf,
  contactsQuery,
  groupsQuery,
  sources,
} from '../data/contacts';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { MessageButton } from '../messages/MessageButton';
import { ListFrame } from '../parts/ListFrame';
import { NoRows } from '../parts/NoRows';
import { Row } from '../parts/Row';
import { Rows } from '../parts/Rows';
import { usePresence } from '../ring/wire';
import { BookGroupsDialog } from './BookGroupsDialog';
import { useBook } from './book';
import { ContactDrawer } from './ContactDrawer';
import classes from './Contacts.module.css';
import { FilesMenu } from './files/FilesMenu';
import { dealings, wayOf } from './kinds';
import { NotifyButton } from './NotifyButton';
import { ContactFace, PresenceWord } from './Presence';
import { useCalling } from './useCalling';

/** "all", a source, or "group:" and a group. */
function filterOf(show: string): ContactFilter {
  if (show.startsWith('group:')) return { group: show.slice('group:'.length) };
  return { source: sources.find((source) => source === show) };
}

export function ContactList({ selected }: { selected?: string }) {
  const { t } = useTranslation();
  const book = useBook();
  const ours = book.source === 'server';
  const mayKeep = dealings({ kind: '', login: '' }, useMe()).keep || ours;
  const [text, setText] = useState('');
  const [show, setShow] = useState('all');
  const [adding, add] = useDisclosure(false);
  const [grouping, group] = useDisclosure(false);
  const [q] = useDebouncedValue(text.trim(), 150);
  const contacts = useInfiniteQuery(contactsQuery(book, { q, ...filterOf(show) }));
  const away = useStore(deleted, (ids) => ids);
  const items = useMemo(
    () => (contacts.data?.pages ?? []).flatMap((page) => page.items).filter((c) => !away.has(c.id)),
    [contacts.data, away],
  );
  const presence = usePresence(useMemo(() => items.map((c) => c.login).filter(Boolean), [items]));
  const total = contacts.data?.pages[0]?.total ?? 0;
  return (
    <>
      <ListFrame
        title={t(ours ? 'serverBook.title' : 'contacts.title')}
        hint={t(ours ? 'serverBook.hint' : 'contacts.hint')}
        search={t('contacts.search')}
        text={text}
        onText={setText}
        add={
          <Group gap="sm">
            {!ours && <NotifyButton />}
            <FilesMenu mayImport={mayKeep} />
            {mayKeep && (
              <>
                <Button
                  variant="default"
                  leftSection={<IconFolders size={18} aria-hidden />}
                  onClick={group.open}
                >
                  {t('contacts.groups.button')}
                </Button>
                <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
                  {t('contacts.add')}
                </Button>
              </>
            )}
          </Group>
        }
        filter={<Show value={show} onChange={setShow} />}
        found={items.length > 0 ? t('contacts.found', { count: total }) : ''}
        query={contacts}
        nothing={<Nothing filtered={q !== '' || show !== 'all'} mayKeep={mayKeep} />}
      >
        <Rows
          items={items}
          keyOf={(c) => c.id}
          row={(c) => (
            <ContactRow contact={c} state={presence.get(c.login) ?? c.state} selected={selected === c.id} />
          )}
        />
        {contacts.hasNextPage && (
          <Button
            variant="default"
            loading={contacts.isFetchingNextPage}
            onClick={() => contacts.fetchNextPage()}
          >
            {t('contacts.more')}
          </Button>
        )}
      </ListFrame>
      <ContactDrawer opened={adding} close={add.close} />
      <BookGroupsDialog opened={grouping} close={group.close} />
    </>
  );
}

function ContactRow({
  contact,
  state,
  selected,
}: {
  contact: Contact;
  state?: Contact['state'];
  selected: boolean;
}) {
  const { t } = useTranslation();
  const book = useBook();
  const may = dealings(contact, useMe());
  const calling = useCalling();
  return (
    <div className={classes.row}>
      <Row
        to={cardOf(book, contact.id)}
        selected={selected}
        icon={<ContactFace contact={contact} state={state} />}
        name={contact.name}
        line={
          <>
            <span>{wayOf(contact) || t(`contacts.kind.${contact.kind}`)}</span>
            {contact.source !== book.source && <span>{t(`contacts.source.${contact.source}`)}</span>}
          </>
        }
        end={<PresenceWord state={state} />}
      />
      {contact.kind === 'user' && <MessageButton compact login={contact.login} name={contact.name} />}
      {may.call && (
        <Tooltip label={t('contacts.callName', { name: contact.name })}>
          <ActionIcon
            variant="light"
            color="good"
            size={44}
            className={classes.call}
            aria-label={t('contacts.callName', { name: contact.name })}
            loading={calling.isPending}
            onClick={() => calling.mutate({ contact: contact.id })}
          >
            <IconPhone size={20} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

/** Which part of the book is shown: a source, or a group. */
function Show({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const book = useBook();
  const groups = useQuery(groupsQuery).data ?? [];
  const parts = book.source === 'own' ? ['all', ...sources] : ['all'];
  const own = groups.filter((g) => g.source === 'own');
  const ours = groups.filter((g) => g.source === 'server');
  const people = groups.filter((g) => g.source === 'person');
  const entry = (g: { id: string; name: string }) => ({ value: `group:${g.id}`, label: g.name });
  const data = [
    {
      group: t('contacts.show.parts'),
      items: parts.map((s) => ({ value: s, label: t(`contacts.show.${s}`) })),
    },
    { group: t('contacts.show.ownGroups'), items: book.source === 'own' ? own.map(entry) : [] },
    { group: t('contacts.show.serverGroups'), items: ours.map(entry) },
    { group: t('contacts.show.personGroups'), items: book.source === 'own' ? people.map(entry) : [] },
  ].filter(({ items }) => items.length > 0);
  return (
    <Select
      className={classes.show}
      aria-label={t('contacts.show.label')}
      data={data}
      value={value}
      allowDeselect={false}
      onChange={(v) => onChange(v ?? 'all')}
    />
  );
}

function Nothing({ filtered, mayKeep }: { filtered: boolean; mayKeep: boolean }) {
  const { t } = useTranslation();
  const ours = useBook().source === 'server';
  return (
    <NoRows
      filtered={filtered}
      Icon={IconAddressBook}
      title={t(filtered ? 'contacts.none.title' : 'contacts.empty.title')}
      text={t(
        filtered
          ? 'contacts.none.text'
          : ours
            ? 'serverBook.empty'
            : mayKeep
              ? 'contacts.empty.text'
              : 'contacts.empty.textMayNot',
      )}
    />
  );
}
