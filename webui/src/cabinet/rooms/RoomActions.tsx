import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconChartBar,
  IconLock,
  IconLockOpen,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconVideo,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Conference, lockConference, startConference, stopConference } from '../data/conference';
import { useMe } from '../data/session';
import { Confirm } from '../parts/Confirm';
import classes from './RoomActions.module.css';
import { useRoomAction } from './useRoomAction';

/** The buttons of D11 that exist, and the entry lock of J1. */
export function RoomActions({ room }: { room: Conference }) {
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
      {room.canManage && (
        <Button
          component={Link}
          to={`/cabinet/conferences/${room.id}/analytics`}
          variant="default"
          leftSection={<IconChartBar size={18} aria-hidden />}
        >
          {t('analytics.open')}
        </Button>
      )}
      {room.canManage && (
        <Button
          component={Link}
          to={`/cabinet/rooms/${room.id}/edit`}
          variant="default"
          leftSection={<IconPencil size={18} aria-hidden />}
        >
          {t('room.edit')}
        </Button>
      )}
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
