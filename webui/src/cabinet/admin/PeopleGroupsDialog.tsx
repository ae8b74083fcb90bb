import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactsKey, groupsKey } from '../data/contacts';
import { usersKey } from '../data/people';
import {
  makePeopleGroup,
  type PeopleGroup,
  peopleGroupsKey,
  peopleGroupsQuery,
  removePeopleGroup,
  renamePeopleGroup,
} from '../data/peopleGroups';
import { Confirm } from '../parts/Confirm';
import { IconAction } from '../parts/IconAction';
import { tellError } from '../parts/tell';
import classes from './Admin.module.css';

/** The groups of people: new ones, other names, and taking one away. */
export function PeopleGroupsDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('peopleGroups.title')}
      closeButtonProps={{ 'aria-label': t('confirm.close') }}
    >
      {opened && <Groups />}
    </Modal>
  );
}

function Groups() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const groups = useQuery(peopleGroupsQuery).data ?? [];
  const [name, setName] = useState('');
  const [leaving, leave] = useState<PeopleGroup>();
  const change = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onError: (error) => tellError(t, error),
    onSettled: () =>
      Promise.all(
        [peopleGroupsKey, usersKey, ['user'], groupsKey, contactsKey].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  });
  const add = (e: FormEvent) => {
    e.preventDefault();
    if (!name.trim()) return;
    change.mutate(() => makePeopleGroup(name.trim()), { onSuccess: () => setName('') });
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t(groups.length === 0 ? 'peopleGroups.none' : 'peopleGroups.hint')}</Text>
      <ul className={classes.groups}>
        {groups.map((g) => (
          <li key={g.id}>
            <Named
              key={`${g.name} ${change.failureCount}`}
              group={g}
              rename={(to) => change.mutate(() => renamePeopleGroup(g.id, to))}
            />
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
        text={t('peopleGroups.removeText')}
        action={t('contacts.remove')}
        onConfirm={() => {
          if (leaving) change.mutate(() => removePeopleGroup(leaving.id));
          leave(undefined);
        }}
      />
    </Stack>
  );
}

/** A name that is kept when one leaves the field. */
function Named({ group, rename }: { group: PeopleGroup; rename: (name: string) => void }) {
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
      onKeyDown={(e) => e.key === 'Enter' && e.currentTarget.blur()}
    />
  );
}
