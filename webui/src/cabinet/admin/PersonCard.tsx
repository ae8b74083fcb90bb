import { Alert, Badge, Skeleton, Stack, Text } from '@mantine/core';
import { IconBan, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { User } from '../../api/types';
import { userQuery } from '../data/people';
import { peopleGroupsQuery } from '../data/peopleGroups';
import { useDates } from '../i18n/dates';
import card from '../parts/Card.module.css';
import { CardTitle } from '../parts/CardTitle';
import { CardTop } from '../parts/CardTop';
import { Face } from '../parts/Face';
import { Failure } from '../shell/Failure';
import { Standing } from './PeopleList';
import { PersonActions } from './PersonActions';
import { PersonForm } from './PersonForm';
import { isLocked } from './standing';

export function PersonCard({ login }: { login: string }) {
  const user = useQuery(userQuery(login));
  return (
    <article aria-label={user.data?.name ?? login}>
      <CardTop list="/admin/people" />
      <div className={card.card}>
        {user.data ? (
          <Known user={user.data} />
        ) : user.error ? (
          <Failure error={user.error} retry={() => user.refetch()} />
        ) : (
          <Stack gap="lg" aria-hidden>
            <Skeleton height={56} />
            <Skeleton height={44} />
            <Skeleton height={320} />
          </Stack>
        )}
      </div>
    </article>
  );
}

function Known({ user }: { user: User }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Stack gap="lg">
      <div className={card.head}>
        <Face name={user.name} picture={user.avatar} size={56} />
        <div className={card.headWords}>
          <CardTitle>{user.name}</CardTitle>
          <Text c="dimmed" size="sm">
            {t('people.since', { login: user.login, date: dates.day(user.created) })}
          </Text>
          <Standing user={user} />
          <InGroups groups={user.groups} />
        </div>
      </div>
      {user.blocked && (
        <Alert color="danger" variant="light" icon={<IconBan aria-hidden />}>
          <Text size="sm" c="var(--text)">
            {t('people.blockedHint')}
          </Text>
        </Alert>
      )}
      {isLocked(user, new Date()) && (
        <Alert color="warn" variant="light" icon={<IconLock aria-hidden />}>
          <Text size="sm" c="var(--text)">
            {t('people.lockedUntil', { time: dates.full(user.lockedUntil ?? '') })}
          </Text>
        </Alert>
      )}
      <PersonActions user={user} />
      <PersonForm key={user.revision} user={user} />
    </Stack>
  );
}

/** The names of the groups that somebody is in. */
function InGroups({ groups }: { groups: readonly string[] }) {
  const named = (useQuery(peopleGroupsQuery).data ?? []).filter((g) => groups.includes(g.id));
  return named.map((g) => (
    <Badge key={g.id} variant="default" tt="none" mr={4}>
      {g.name}
    </Badge>
  ));
}
