import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deleteRecording, type RecordingFile, recordingsKey } from '../data/recording';
import { useDates } from '../i18n/dates';
import { Confirm } from '../parts/Confirm';
import { IconAction } from '../parts/IconAction';
import { tell, tellError } from '../parts/tell';
import { Player } from './Player';
import classes from './Recordings.module.css';

/** Watch, download, delete. */
export function FileActions({ room, file }: { room: string; file: RecordingFile }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [playing, player] = useDisclosure(false);
  const time = dates.full(file.start);
  return (
    <div className={classes.actions}>
      <Button
        variant="light"
        size="xs"
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        aria-label={t('recordings.watchOf', { time })}
        onClick={player.open}
      >
        {t('recordings.watch')}
      </Button>
      <Tooltip label={t('recordings.download')}>
        <ActionIcon
          component="a"
          href={file.url}
          download={file.name}
          variant="subtle"
          color="gray"
          size={32}
          aria-label={t('recordings.downloadOf', { time })}
        >
          <IconDownload size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Delete room={room} file={file} />
      {playing && <Player file={file} opened close={player.close} />}
    </div>
  );
}

function Delete({ room, file }: { room: string; file: RecordingFile }) {
  const { t } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const time = dates.full(file.start);
  const remove = useMutation({
    mutationFn: () => deleteRecording(room, file),
    onSuccess: () => tell(t('recordings.deleted')),
    onError: (error) => tellError(t, error),
    onSettled: () => queries.invalidateQueries({ queryKey: recordingsKey(room) }),
  });
  return (
    <>
      <IconAction
        label={t('recordings.deleteOf', { time })}
        color="danger"
        disabled={remove.isPending}
        onClick={ask.open}
      >
        <IconTrash size={18} aria-hidden />
      </IconAction>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('recordings.ask.title', { time })}
        text={t('recordings.ask.text')}
        action={t('recordings.delete')}
        onConfirm={() => {
          ask.close();
          remove.mutate();
        }}
      />
    </>
  );
}
