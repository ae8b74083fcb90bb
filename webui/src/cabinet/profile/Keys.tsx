import { Badge, Button, EmptyState, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Key, keysQuery, revokeKey } from '../data/keys';
import { useDates } from '../i18n/dates';
import { Confirm } from '../parts/Confirm';
import { tellError } from '../parts/tell';
import { Failure } from '../shell/Failure';
import { keyState, wasUsed } from './keyForm';
import { NewKey } from './NewKey';
import classes from './Profile.module.css';

/** Keys with which programs act for me (NE1). */
export function Keys() {
  const { t } = useTranslation();
  const keys = useQuery(keysQuery);
  const [making, make] = useDisclosure(false);
  if (keys.isError && !keys.data) return <Failure error={keys.error} retry={() => keys.refetch()} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('keys.hint')}
      </Text>
      {keys.isPending && <Skeleton height={64} />}
      {keys.data?.length === 0 && (
        <EmptyState py="lg" icon={<IconRobot size={40} stroke={1.5} aria-hidden />} title={t('keys.empty')} />
      )}
      <ul className={classes.sessions}>
        {keys.data?.map((key) => (
          <Row key={key.id} made={key} />
        ))}
      </ul>
      <div>
        <Button variant="light" leftSection={<IconPlus size={18} aria-hidden />} onClick={make.open}>
          {t('keys.new')}
        </Button>
      </div>
      <NewKey opened={making} close={make.close} />
    </Stack>
  );
}

function Row({ made }: { made: Key }) {
  const { t } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const state = keyState(made, new Date());
  const revoke = useMutation({
    mutationFn: () => revokeKey(made.id),
    onSettled: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }),
    onError: (error) => tellError(t, error),
  });
  return (
    <li className={classes.session}>
      <IconRobot size={26} stroke={1.5} aria-hidden className={classes.keyIcon} />
      <div className={classes.sessionWords}>
        <Text fw={550}>
          {made.name}{' '}
          {state !== 'good' && (
            <Badge color={state === 'over' ? 'danger' : 'warn'} variant="light" tt="none">
              {t(`keys.state.${state}`)}
            </Badge>
          )}
        </Text>
        <Text size="sm">{made.scopes.map((scope) => t(`keys.scope.${scope}`)).join(', ')}</Text>
        <Text size="sm" c="dimmed">
          {t(state === 'over' ? 'keys.ended' : 'keys.ends', { day: dates.day(made.expires) })}
          {' · '}
          {wasUsed(made)
            ? `${t('sessions.lastUsed', { time: dates.full(made.lastUsed) })} (${made.address})`
            : t('keys.unused')}
        </Text>
      </div>
      <Button
        variant="default"
        size="xs"
        loading={revoke.isPending}
        onClick={ask.open}
        aria-label={t('keys.revokeOf', { name: made.name })}
      >
        {t('keys.revoke')}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('keys.ask.title', { name: made.name })}
        text={t('keys.ask.text')}
        action={t('keys.revoke')}
        onConfirm={() => {
          ask.close();
          revoke.mutate();
        }}
      />
    </li>
  );
}
