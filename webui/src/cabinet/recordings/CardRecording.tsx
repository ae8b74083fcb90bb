import { Anchor, Button, Skeleton, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconMovie, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { duration, fileSize } from '../../i18n/format';
import type { Conference } from '../data/conference';
import { type RecordingFile, recordingsQuery } from '../data/recording';
import { useServer } from '../data/session';
import { useDates } from '../i18n/dates';
import { errorText } from '../i18n/errorText';
import { recordingsOf } from '../planning/places';
import { LiveRecording } from './LiveRecording';
import { Player } from './Player';
import classes from './Recordings.module.css';
import { offered, sortFiles } from './sort';

/** Recording on the card of a room, for its owner and administrators (L1, L3, L4). */
export function CardRecording({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const id = useId();
  const allowed = useServer()?.recording ?? false;
  const files = useQuery(recordingsQuery(room.id, Boolean(room.liveRecording)));
  const recorded = sortFiles(files.data ?? []);
  const what = offered(recorded);
  if (!allowed && !room.liveRecording && what === 'none') return null;
  const [only] = recorded;
  return (
    <section aria-labelledby={id} className={classes.card}>
      <Title order={2} size="h4" id={id}>
        {t('recordings.card')}
      </Title>
      {room.running && (allowed || room.liveRecording) && <LiveRecording room={room} />}
      {files.isPending && <Skeleton height={36} />}
      {files.error && !files.data && (
        <div className={classes.failed} role="alert">
          <Text size="sm">{errorText(t, files.error)}</Text>
          <Button variant="default" size="xs" onClick={() => files.refetch()}>
            {t('failure.retry')}
          </Button>
        </div>
      )}
      {files.data && what === 'none' && (
        <Text size="sm" c="dimmed">
          {t('recordings.empty.title')}
        </Text>
      )}
      {what === 'one' && only && <Only room={room} file={only.file} />}
      {what === 'list' && (
        <Button
          component={Link}
          to={recordingsOf(room)}
          variant="default"
          leftSection={<IconMovie size={18} aria-hidden />}
        >
          {t('recordings.list', { count: recorded.length })}
        </Button>
      )}
    </section>
  );
}

/** The only recording there is can be had at once. */
function Only({ room, file }: { room: Conference; file: RecordingFile }) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const [playing, player] = useDisclosure(false);
  return (
    <>
      <div className={classes.buttons}>
        <Button
          component="a"
          href={file.url}
          download={file.name}
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t('recordings.downloadOnly')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          onClick={player.open}
        >
          {t('recordings.watch')}
        </Button>
      </div>
      <Text size="sm" c="dimmed">
        <span className="tabular">
          {[dates.full(file.start), duration(file.duration), fileSize(file.size, i18n.language)].join(' · ')}
        </span>{' '}
        <Anchor component={Link} to={recordingsOf(room)} inherit underline="always">
          {t('recordings.details')}
        </Anchor>
      </Text>
      {playing && <Player file={file} opened close={player.close} />}
    </>
  );
}
