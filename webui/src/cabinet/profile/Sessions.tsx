import { Badge, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceDesktop, IconDeviceMobile, IconLogout } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { endSession, forget, type Session, sessionsQuery, signOutEverywhere } from '../data/session';
import { useDates } from '../i18n/dates';
import { Confirm } from '../parts/Confirm';
import { tellError } from '../parts/tell';
import { Failure } from '../shell/Failure';
import { readAgent } from './agent';
import classes from './Profile.module.css';

/** Where I am signed in, with a way to end each and all. */
export function Sessions() {
  const { t } = useTranslation();
  const sessions = useQuery(sessionsQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useDisclosure(false);
  const everywhere = useMutation({
    mutationFn: signOutEverywhere,
    onSuccess: () => {
      forget(queries);
      navigate('/login', { replace: true });
    },
    onError: (error) => tellError(t, error),
  });
  if (sessions.isError && !sessions.data)
    return <Failure error={sessions.error} retry={() => sessions.refetch()} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('sessions.hint')}
      </Text>
      {sessions.isPending && <Skeleton height={64} />}
      <ul className={classes.sessions}>
        {sessions.data?.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </ul>
      <div>
        <Button
          variant="light"
          color="danger"
          leftSection={<IconLogout size={18} aria-hidden />}
          loading={everywhere.isPending}
          onClick={ask.open}
        >
          {t('sessions.everywhere')}
        </Button>
      </div>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('sessions.ask.title')}
        text={t('sessions.ask.text')}
        action={t('sessions.everywhere')}
        onConfirm={() => {
          ask.close();
          everywhere.mutate();
        }}
      />
    </Stack>
  );
}

function Row({ session }: { session: Session }) {
  const { t } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  const { browser, system, phone } = readAgent(session.agent);
  const Icon = phone ? IconDeviceMobile : IconDeviceDesktop;
  const name = [browser, system].filter(Boolean).join(', ') || t('sessions.unknown');
  const end = useMutation({
    mutationFn: () => endSession(session.id),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onError: (error) => tellError(t, error),
  });
  return (
    <li className={classes.session}>
      <Icon size={26} stroke={1.5} aria-hidden />
      <div className={classes.sessionWords}>
        <Text fw={550}>
          {name}{' '}
          {session.current && (
            <Badge color="good" variant="light" tt="none">
              {t('sessions.current')}
            </Badge>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {session.address && `${session.address} · `}
          {t('sessions.lastUsed', { time: dates.full(session.lastUsed) })}
        </Text>
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          loading={end.isPending}
          onClick={() => end.mutate()}
          aria-label={t('sessions.endOf', { name })}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}
