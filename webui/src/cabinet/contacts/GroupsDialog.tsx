import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ContactGroup,
  contactsKey,
  groupsKey,
  groupsQuery,
  makeGroup,
  removeGroup,
  renameGroup,
} from '../data/contacts';
import { Confirm } from '../parts/Confirm';
import { IconAction } from '../parts/IconAction';
import { tellError } from '../parts/tell';
import { useBook } from './book';
import classes from './Contacts.module.css';

/** The groups of the book: new ones, other names, and taking one away. */
export function GroupsDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const { source } = useBook();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t(`contacts.groups.title.${source}`)}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      {opened && <Groups />}
    </Modal>
  );
}

function Groups() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const book = useBook();
  const groups = (useQuery(groupsQuery).data ?? []).filter((g) => g.source === book.source);
  const [name, setName] = useState('');
  const [leaving, leave] = useState<ContactGroup>();
  const change = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onError: (error) => tellError(t, error),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: groupsKey });
      await queries.invalidateQueries({ queryKey: contactsKey });
    },
  });
  const add = (e: FormEvent) => {
    e.preventDefault();
    if (!name.trim()) return;
    change.mutate(() => makeGroup(book, name.trim()), { onSuccess: () => setName('') });
  };
  return (
    <Stack gap="md">
      {groups.length === 0 && <Text size="sm">{t('contacts.groups.none')}</Text>}
      <ul className={classes.groups}>
        {groups.map((g) => (
          <li key={g.id}>
            <Named key={g.name} group={g} rename={(to) => change.mutate(() => renameGroup(book, g.id, to))} />
            <IconAction label={t('contacts.groups.remove', { name: g.name })} onClick={() => leave(g)}>
              <IconTrash size={18} aria-hidden />
            </IconAction>
          </li>
        ))}
      </ul>
      <form onSubmit={add}>
        <Group gap="sm" align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={t('contacts.groups.new')}
            maxLength={100}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <Button type="submit" loading={change.isPending}>
            {t('contacts.groups.add')}
          </Button>
        </Group>
      </form>
      <Confirm
        opened={leaving !== undefined}
        close={() => leave(undefined)}
        title={t('contacts.groups.removeAsk', { name: leaving?.name ?? '' })}
        text={t('contacts.groups.removeText')}
        action={t('contacts.remove')}
        onConfirm={() => {
          if (leaving) change.mutate(() => removeGroup(book, leaving.id));
          leave(undefined);
        }}
      />
    </Stack>
  );
}

/** A name that is kept when one leaves the field. */
function Named({ group, rename }: { group: ContactGroup; rename: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(group.name);
  const keep = () => {
    if (name.trim() && name.trim() !== group.name) rename(name.trim());
    else setName(group.name);
  };
  return (
    <TextInput
      flex={1}
      aria-label={t('contacts.groups.rename', { name: group.name })}
      maxLength={100}
      value={name}
      onChange={(e) => setName(e.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(e) => e.key === 'Enter' && keep()}
    />
  );
}
