import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerRecordFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { duration } from '../../i18n/format';
import type { Conference } from '../data/conference';
import { recordingsKey, startRecording, stopRecording } from '../data/recording';
import { Confirm } from '../parts/Confirm';
import { useRoomAction } from '../rooms/useRoomAction';
import classes from './Recordings.module.css';

/** Starts and stops the recording of a conference that goes on. */
export function LiveRecording({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const renew = () => queries.invalidateQueries({ queryKey: recordingsKey(room.id) });
  const start = useRoomAction(
    room,
    () => startRecording(room.id).finally(renew),
    t('recordings.started', { name: room.name }),
  );
  const stop = useRoomAction(room, () => stopRecording(room.id).finally(renew), t('recordings.stopped'));
  const now = room.liveRecording;
  if (now?.state !== 'on') {
    return (
      <Button
        variant="default"
        leftSection={<IconPlayerRecordFilled size={18} color="var(--danger)" aria-hidden />}
        loading={start.isPending || now?.state === 'starting'}
        onClick={() => start.mutate()}
      >
        {t('recordings.start')}
      </Button>
    );
  }
  return (
    <div className={classes.now}>
      <span className={classes.mark}>
        <IconPlayerRecordFilled size={16} aria-hidden />
        {t('recordings.running')} <Elapsed since={now.since} />
      </span>
      <Button
        variant="light"
        color="danger"
        leftSection={<IconPlayerStopFilled size={18} aria-hidden />}
        loading={stop.isPending}
        onClick={ask.open}
      >
        {t('recordings.stop')}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('recordings.stopAsk.title')}
        text={t('recordings.stopAsk.text')}
        action={t('recordings.stop')}
        onConfirm={() => {
          ask.close();
          stop.mutate();
        }}
      />
    </div>
  );
}

function Elapsed({ since }: { since: string }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="tabular" role="timer" aria-label={t('recordings.duration')}>
      {duration((now - Date.parse(since)) / 1000)}
    </span>
  );
}
