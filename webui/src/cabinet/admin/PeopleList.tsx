import { Badge, Button, Checkbox, EmptyState, Group, Select } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconFolders, IconListCheck, IconPlus, IconSearchOff, IconTableImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { User } from '../../api/types';
import { usersQuery } from '../data/people';
import { peopleGroupsQuery } from '../data/peopleGroups';
import { settingsQuery } from '../data/settings';
import { ParticipationBadge } from '../participation/ParticipationBadge';
import { standings } from '../participation/standing';
import { Face } from '../parts/Face';
import { ListFrame } from '../parts/ListFrame';
import { Row } from '../parts/Row';
import { Rows } from '../parts/Rows';
import classes from './Admin.module.css';
import { Choosing } from './Choosing';
import { ImportPeople } from './import/ImportPeople';
import { NewPerson } from './NewPerson';
import { PeopleGroupsDialog } from './PeopleGroupsDialog';
import { filterOf, isKind, isLocked, type Kind, kinds, sortPeople } from './standing';

export function PeopleList({ selected }: { selected?: string }) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState('');
  const [params] = useSearchParams();
  const [kind, setKind] = useState<Kind>(() => {
    const show = params.get('show');
    return isKind(show) ? show : 'all';
  });
  const [chosen, setChosen] = useState<string[]>();
  const asked = useQuery(settingsQuery).data?.participation.required ?? false;
  const [adding, add] = useDisclosure(false);
  const [importing, table] = useDisclosure(false);
  const [grouping, grouped] = useDisclosure(false);
  const groups = useQuery(peopleGroupsQuery).data ?? [];
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const users = useQuery(usersQuery(wanted, filterOf(kind)));
  const shown = useMemo(
    () => sortPeople(users.data?.items ?? [], i18n.language),
    [users.data, i18n.language],
  );
  return (
    <>
      <ListFrame
        title={t('people.title')}
        hint={t('people.hint')}
        add={
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconTableImport size={18} aria-hidden />}
              onClick={table.open}
            >
              {t('importPeople.open')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconFolders size={18} aria-hidden />}
              onClick={grouped.open}
            >
              {t('peopleGroups.button')}
            </Button>
            {!chosen && (
              <Button
                variant="default"
                leftSection={<IconListCheck size={18} aria-hidden />}
                onClick={() => setChosen([])}
              >
                {t('participation.several.choose')}
              </Button>
            )}
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
              {t('people.add')}
            </Button>
          </Group>
        }
        search={t('people.search')}
        text={text}
        onText={setText}
        filter={
          <Select
            aria-label={t('people.show')}
            className={classes.kind}
            value={kind}
            onChange={(value) => setKind((value as Kind | null) ?? 'all')}
            data={[
              ...kinds.map((value) => ({ value, label: t(`people.kind.${value}`) })),
              {
                group: t('participation.filter'),
                items: standings.map((value) => ({ value, label: t(`participation.show.${value}`) })),
              },
              {
                group: t('peopleGroups.filter'),
                items: groups.map((g) => ({ value: `group:${g.id}`, label: g.name })),
              },
            ].filter((entry) => !('items' in entry) || entry.items.length > 0)}
            maxDropdownHeight={400}
          />
        }
        found={shown.length > 0 ? t('people.found', { count: shown.length }) : ''}
        query={users}
        nothing={
          <EmptyState
            py="xl"
            icon={<IconSearchOff size={40} stroke={1.5} aria-hidden />}
            title={t('people.none.title')}
            description={t('people.none.text')}
          />
        }
      >
        {chosen && (
          <Choosing shown={shown} chosen={chosen} choose={setChosen} end={() => setChosen(undefined)} />
        )}
        <Rows
          items={shown}
          keyOf={(user) => user.login}
          row={(user) => (
            <Choice user={user} chosen={chosen} choose={setChosen}>
              <Row
                to={`/admin/people/${encodeURIComponent(user.login)}`}
                selected={user.login === selected}
                icon={<Face name={user.name} picture={user.avatar} size={44} />}
                name={user.name}
                line={[user.login, user.email].filter(Boolean).join(' · ')}
                end={
                  <>
                    <Standing user={user} />
                    {asked && <ParticipationBadge participation={user.participation} />}
                  </>
                }
              />
            </Choice>
          )}
        />
      </ListFrame>
      <ImportPeople opened={importing} close={table.close} />
      <NewPerson opened={adding} close={add.close} />
      <PeopleGroupsDialog opened={grouping} close={grouped.close} />
    </>
  );
}

interface ChoiceProps {
  user: User;
  /** Left out: nobody is being chosen. */
  chosen?: readonly string[];
  choose: (logins: string[]) => void;
  children: ReactNode;
}

/** A row with a box before it, while several are chosen. */
function Choice({ user, chosen, choose, children }: ChoiceProps) {
  const { t } = useTranslation();
  if (!chosen) return children;
  const is = chosen.includes(user.login);
  return (
    <div className={classes.choice}>
      <Checkbox
        aria-label={t('participation.several.person', { name: user.name })}
        checked={is}
        onChange={() => choose(is ? chosen.filter((one) => one !== user.login) : [...chosen, user.login])}
      />
      {children}
    </div>
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
