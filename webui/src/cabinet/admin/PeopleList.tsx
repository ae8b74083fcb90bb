import {
  Badge,
  Button,
  EmptyState,
  Group,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconPlus, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { User } from '../../api/types';
import { usersQuery } from '../data/people';
import { Face } from '../parts/Face';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './Admin.module.css';
import { NewPerson } from './NewPerson';
import { isLocked, type Kind, kinds, ofKind, sortPeople } from './standing';

/** So many rows are drawn at first; more on demand. */
const atOnce = 100;

export function PeopleList({ selected }: { selected?: string }) {
  const { t, i18n } = useTranslation();
  useTitle(t('people.title'));
  const [text, setText] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const [most, setMost] = useState(atOnce);
  const [adding, add] = useDisclosure(false);
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const users = useQuery(usersQuery(wanted));
  const shown = useMemo(() => {
    const now = new Date();
    return sortPeople(
      (users.data?.items ?? []).filter((user) => ofKind(user, kind, now)),
      i18n.language,
    );
  }, [users.data, kind, i18n.language]);

  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={1}>{t('people.title')}</Title>
          <Text c="dimmed" size="sm">
            {t('people.hint')}
          </Text>
        </div>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
          {t('people.add')}
        </Button>
      </Group>
      <Group gap="sm">
        <TextInput
          type="search"
          className={classes.search}
          aria-label={t('people.search')}
          placeholder={t('people.search')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        <Select
          aria-label={t('people.show')}
          className={classes.kind}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={kinds.map((value) => ({ value, label: t(`people.kind.${value}`) }))}
        />
      </Group>
      <Text component="p" size="sm" c="dimmed" role="status" m={0}>
        {users.data && shown.length > 0 && t('people.found', { count: shown.length })}
      </Text>
      {users.isError && !users.data && <Failure error={users.error} retry={() => users.refetch()} />}
      {users.isPending && (
        <Stack gap="xs" role="status" aria-label={t('shell.loading')}>
          {[1, 2, 3, 4].map((n) => (
            <Skeleton key={n} height={60} />
          ))}
        </Stack>
      )}
      {users.data && shown.length === 0 && (
        <EmptyState
          py="xl"
          icon={<IconSearchOff size={40} stroke={1.5} aria-hidden />}
          title={t('people.none.title')}
          description={t('people.none.text')}
        />
      )}
      <ul className={classes.rows}>
        {shown.slice(0, most).map((user) => (
          <li key={user.login}>
            <Row user={user} selected={user.login === selected} />
          </li>
        ))}
      </ul>
      {shown.length > most && (
        <Button variant="subtle" onClick={() => setMost(most + 400)}>
          {t('rooms.more', { count: shown.length - most })}
        </Button>
      )}
      <NewPerson opened={adding} close={add.close} />
    </Stack>
  );
}

function Row({ user, selected }: { user: User; selected: boolean }) {
  return (
    <Link
      to={`/admin/people/${encodeURIComponent(user.login)}`}
      className={classes.row}
      aria-current={selected ? 'true' : undefined}
      preventScrollReset
    >
      <Face name={user.name} picture={user.avatar} size={40} />
      <span className={classes.words}>
        <span className={classes.name}>{user.name}</span>
        <Text component="span" size="sm" c="dimmed" truncate display="block">
          {[user.login, user.email].filter(Boolean).join(' · ')}
        </Text>
      </span>
      <span className={classes.badges}>
        <Standing user={user} />
      </span>
    </Link>
  );
}

/** Administrator, operator, blocked, locked: in words, not in colour alone. */
export function Standing({ user }: { user: User }) {
  const { t } = useTranslation();
  return (
    <>
      {user.admin && (
        <Badge variant="light" tt="none">
          {t('person.administrator')}
        </Badge>
      )}
      {user.rights.includes('operator') && (
        <Badge variant="light" color="gray" tt="none">
          {t('person.operator')}
        </Badge>
      )}
      {user.blocked && (
        <Badge variant="light" color="danger" tt="none">
          {t('person.blocked')}
        </Badge>
      )}
      {isLocked(user, new Date()) && (
        <Badge variant="light" color="warn" tt="none">
          {t('person.locked')}
        </Badge>
      )}
    </>
  );
}
