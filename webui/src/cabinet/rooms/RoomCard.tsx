import { Badge, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { useStore } from '../../state/useStore';
import { type Conference, conferenceQuery } from '../data/conference';
import { deleted } from '../data/deletion';
import { listedConference } from '../data/listed';
import type { Occurrence } from '../data/schedule';
import { useDates } from '../i18n/dates';
import { CardTitle } from '../parts/CardTitle';
import { CardTop } from '../parts/CardTop';
import { When } from '../planning/When';
import { CardRecording } from '../recordings/CardRecording';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { ModeIcon } from './ModeIcon';
import { RoomActions } from './RoomActions';
import classes from './RoomCard.module.css';
import { RoomDelete } from './RoomDelete';
import { RoomFacts } from './RoomFacts';
import { RoomLink } from './RoomLink';

type Which = Pick<Occurrence, 'series' | 'of'>;

interface Props {
  room: string;
  /** Where the card is closed to. */
  list: string;
  /** The meeting that was chosen, of a scheduled one. */
  which?: Which;
}

/** The card of a conference or room (D8, D9). What the list already knows stands there at once. */
export function RoomCard({ room: key, list, which }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const {
    data: room,
    error,
    refetch,
  } = useQuery({
    ...conferenceQuery(key),
    placeholderData: () => listedConference(queries, key),
  });
  const isDeleted = useStore(deleted, (ids) => ids.has(room?.id ?? key));
  useTitle(room?.name ?? t('shell.loading'));
  if (isDeleted) return <Navigate to={list} replace />;
  return (
    <article className={classes.card} aria-label={room?.name ?? t('shell.loading')}>
      <CardTop list={list} />
      {room ? (
        <Known room={room} which={which} />
      ) : error ? (
        <Failure error={error} retry={() => refetch()} />
      ) : (
        <CardSkeleton />
      )}
    </article>
  );
}

function Known({ room, which }: { room: Conference; which?: Which }) {
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
      <RoomActions room={room} which={which} />
      {room.schedule && <When room={room} which={which} />}
      {room.description && <Text className={classes.description}>{room.description}</Text>}
      <RoomLink room={room} />
      {room.canManage && <CardRecording room={room} />}
      <RoomFacts room={room} />
      {room.canManage && !room.personal && <RoomDelete room={room} />}
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
        {t(room.schedule ? 'scheduled.notRunning' : 'room.notRunning')}
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
