import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from './Confirm';
import { IconAction } from './IconAction';
import classes from './Items.module.css';
import { tellError } from './tell';

interface Named {
  id: string;
  name: string;
}

interface ListProps {
  groups: readonly Named[];
  /** Said above them. */
  hint?: string;
  /** What becomes of those in a group that is taken away. */
  removeText: string;
  make: (name: string) => Promise<unknown>;
  rename: (id: string, name: string) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
  /** What is read again after each change. */
  stale: readonly QueryKey[];
}

interface Props extends ListProps {
  opened: boolean;
  close: () => void;
  title: string;
}

/** Groups of people or of contacts: new ones, other names, and taking one away. */
export function GroupsDialog({ opened, close, title, ...list }: Props) {
  return (
    <Modal opened={opened} onClose={close} title={title}>
      {opened && <Groups {...list} />}
    </Modal>
  );
}

function Groups({ groups, hint, removeText, make, rename, remove, stale }: ListProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [leaving, leave] = useState<Named>();
  const change = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onError: (error) => tellError(t, error),
    onSettled: () => Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const add = (e: FormEvent) => {
    e.preventDefault();
    if (!name.trim()) return;
    change.mutate(() => make(name.trim()), { onSuccess: () => setName('') });
  };
  return (
    <Stack gap="md">
      {hint && <Text size="sm">{hint}</Text>}
      <ul className={classes.list}>
        {groups.map((g) => (
          <li key={g.id} className={classes.field}>
            <Name
              key={`${g.name} ${change.failureCount}`}
              was={g.name}
              rename={(to) => change.mutate(() => rename(g.id, to))}
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
        text={removeText}
        action={t('contacts.remove')}
        onConfirm={() => {
          if (leaving) change.mutate(() => remove(leaving.id));
          leave(undefined);
        }}
      />
    </Stack>
  );
}

/** A name that is kept when one leaves the field. */
function Name({ was, rename }: { was: string; rename: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(was);
  const keep = () => {
    if (name.trim() && name.trim() !== was) rename(name.trim());
    else setName(was);
  };
  return (
    <TextInput
      flex={1}
      aria-label={t('contacts.groups.rename', { name: was })}
      maxLength={100}
      value={name}
      onChange={(e) => setName(e.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(e) => e.key === 'Enter' && e.currentTarget.blur()}
    />
  );
}
