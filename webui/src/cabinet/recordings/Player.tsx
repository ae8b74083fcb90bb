import { Button, Group, Modal, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playerAddress, type RecordingFile } from '../data/recording';
import { useDates } from '../i18n/dates';
import { Fault } from '../parts/Fault';
import classes from './Recordings.module.css';

interface Props {
  file: RecordingFile;
  opened: boolean;
  close: () => void;
}

/** Plays a recording in the page; the browser fetches only the parts that are watched. */
export function Player({ file, opened, close }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const [failed, setFailed] = useState(false);
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="60rem"
      title={t('recordings.playing', { time: dates.full(file.start) })}
      closeButtonProps={{ 'aria-label': t('recordings.closePlayer') }}
    >
      <Fault text={failed ? t('recordings.unplayable') : ''} mb="md" />
      <video
        className={classes.player}
        src={playerAddress(file)}
        controls
        playsInline
        preload="metadata"
        data-autofocus
        aria-label={t('recordings.playing', { time: dates.full(file.start) })}
        onError={() => setFailed(true)}
      />
      <Group justify="space-between" mt="md" gap="sm">
        <Text size="sm" c="dimmed" className={classes.file}>
          {file.name}
        </Text>
        <Button
          component="a"
          href={file.url}
          download={file.name}
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t('recordings.download')}
        </Button>
      </Group>
    </Modal>
  );
}
