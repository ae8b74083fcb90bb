import { Badge, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import type { Page } from '../../api/types';
import { useStore } from '../../state/useStore';
import { type Conference, conferenceQuery, conferencesKey } from '../data/conference';
import { deleted } from '../data/deletion';
import { useDates } from '../i18n/dates';
import { CardTitle } from '../parts/CardTitle';
import { CardTop } from '../parts/CardTop';
import { CardRecording } from '../recordings/CardRecording';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { ModeIcon } from './ModeIcon';
import { RoomActions } from './RoomActions';
import classes from './RoomCard.module.css';
import { RoomDelete } from './RoomDelete';
import { RoomFacts } from './RoomFacts';
import { RoomLink } from './RoomLink';

/** The card of a conference (D8, D9). What the list already knows stands there at once. */
export function RoomCard({ room: key }: { room: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const {
    data: room,
    error,
    refetch,
  } = useQuery({
    ...conferenceQuery(key),
    placeholderData: () =>
      queries
        .getQueriesData<Page<Conference>>({ queryKey: conferencesKey })
        .flatMap(([, page]) => page?.items ?? [])
        .find((c) => c.id === key || c.cid === key),
  });
  const isDeleted = useStore(deleted, (ids) => ids.has(room?.id ?? key));
  useTitle(room?.name ?? t('rooms.title'));
  if (isDeleted) return <Navigate to="/cabinet" replace />;
  return (
    <article className={classes.card} aria-label={room?.name ?? t('shell.loading')}>
      <CardTop list="/cabinet" />
      {room ? (
        <Known room={room} />
      ) : error ? (
        <Failure error={error} retry={() => refetch()} />
      ) : (
        <CardSkeleton />
      )}
    </article>
  );
}

function Known({ room }: { room: Conference }) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg" className={classes.body}>
      <div>
        <span className={classes.mode}>
          <ModeIcon mode={room.mode} size={18} /> {t(`mode.${room.mode}.name`)}
        </span>
        <CardTitle className={classes.name}>{room.name}</CardTitle>
        <Standing room={room} />
      </div>
      <RoomActions room={room} />
      {room.description && <Text className={classes.description}>{room.description}</Text>}
      <RoomLink room={room} />
      {room.canManage && <CardRecording room={room} />}
      <RoomFacts room={room} />
      {room.canManage && <RoomDelete room={room} />}
    </Stack>
  );
}

/** Whether it goes on, since when, and how many are there. */
function Standing({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (!room.running) {
    return (
      <Text size="sm" c="dimmed" mt={4}>
        {t('room.notRunning')}
      </Text>
    );
  }
  return (
    <div className={classes.standing} aria-live="polite">
      <Badge color="good" variant="light" size="lg" tt="none">
        {t('room.running')}
      </Badge>
      <Text component="span" size="sm">
        {room.started && t('room.since', { time: dates.short(room.started) })}{' '}
        <span className="tabular">{t('rooms.people', { count: room.participants })}</span>
      </Text>
    </div>
  );
}

function CardSkeleton() {
  return (
    <Stack gap="lg" className={classes.body} aria-hidden>
      <Skeleton height={28} width="70%" />
      <Skeleton height={44} />
      <Skeleton height={80} />
      <Skeleton height={200} />
    </Stack>
  );
}
