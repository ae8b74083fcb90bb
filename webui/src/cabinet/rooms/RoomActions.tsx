import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconChartBar,
  IconForms,
  IconLock,
  IconLockOpen,
  IconPlayerPlay,
  IconPlayerStop,
  IconTemplate,
  IconVideo,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Conference, lockConference, startConference, stopConference } from '../data/conference';
import type { Occurrence } from '../data/schedule';
import { useMe } from '../data/session';
import { templateFrom, templatesKey } from '../data/templates';
import { Confirm } from '../parts/Confirm';
import { tell, tellError } from '../parts/tell';
import { Change } from '../planning/Change';
import { Export } from '../planning/Export';
import { analyticsOf, registrationsOf } from '../planning/places';
import classes from './RoomActions.module.css';
import { useRoomAction } from './useRoomAction';

interface Props {
  room: Conference;
  which?: Pick<Occurrence, 'series' | 'of'>;
}

/** The buttons of D11, and the entry lock of J1. */
export function RoomActions({ room, which }: Props) {
  const { t } = useTranslation();
  const me = useMe().login;
  const leads = room.canManage || room.invited.some((i) => i.login === me && i.moderator);
  return (
    <div className={classes.actions}>
      <Button
        component="a"
        href={`/c/${room.cid}`}
        size="md"
        className={classes.join}
        leftSection={<IconVideo size={20} aria-hidden />}
      >
        {t('room.join')}
      </Button>
      {leads && (room.running ? <Finish room={room} /> : <Start room={room} />)}
      {leads && room.running && <Lock room={room} />}
      {room.canManage && <Change room={room} which={which} />}
      {room.canManage && (room.registration?.on || Boolean(room.registered)) && (
        <Button
          component={Link}
          to={registrationsOf(room.id)}
          variant="default"
          leftSection={<IconForms size={18} aria-hidden />}
        >
          {t('registrants.title')}
        </Button>
      )}
      {room.canManage && (
        <Button
          component={Link}
          to={analyticsOf(room.id)}
          variant="default"
          leftSection={<IconChartBar size={18} aria-hidden />}
        >
          {t('analytics.open')}
        </Button>
      )}
      {room.schedule && <Export room={room} />}
      {room.canManage && <MakeTemplate room={room} />}
    </div>
  );
}

function Start({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const start = useRoomAction(room, () => startConference(room.id), t('room.started', { name: room.name }));
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerPlay size={18} aria-hidden />}
      loading={start.isPending}
      onClick={() => start.mutate()}
    >
      {t('room.start')}
    </Button>
  );
}

function Finish({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const [asking, ask] = useDisclosure(false);
  const stop = useRoomAction(room, () => stopConference(room.id), t('room.finished', { name: room.name }));
  return (
    <>
      <Button
        variant="light"
        color="danger"
        leftSection={<IconPlayerStop size={18} aria-hidden />}
        loading={stop.isPending}
        onClick={() => (room.participants > 0 ? ask.open() : stop.mutate())}
      >
        {t('room.finish')}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('room.finishAsk.title', { name: room.name })}
        text={t('room.finishAsk.text', { count: room.participants })}
        action={t('room.finish')}
        onConfirm={() => {
          ask.close();
          stop.mutate();
        }}
      />
    </>
  );
}

function Lock({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const lock = useRoomAction(room, (locked: boolean) => lockConference(room.id, locked));
  const Icon = room.locked ? IconLockOpen : IconLock;
  return (
    <Button
      variant="default"
      leftSection={<Icon size={18} aria-hidden />}
      loading={lock.isPending}
      onClick={() => lock.mutate(!room.locked)}
    >
      {t(room.locked ? 'room.unlock' : 'room.lock')}
    </Button>
  );
}

/** G27: keeps what is set here to make others from. */
function MakeTemplate({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const allowed = useMe().rights.includes('create_conference');
  const make = useMutation({
    mutationFn: () => templateFrom(room.id),
    onSuccess: (made) => {
      tell(t('templates.made', { name: made.name }));
      void queries.invalidateQueries({ queryKey: templatesKey });
    },
    onError: (error) => tellError(t, error),
  });
  if (!allowed) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconTemplate size={18} aria-hidden />}
      loading={make.isPending}
      onClick={() => make.mutate()}
    >
      {t('templates.make')}
    </Button>
  );
}
