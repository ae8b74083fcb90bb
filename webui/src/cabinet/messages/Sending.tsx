import { Button, Group, Progress, Text, VisuallyHidden } from '@mantine/core';
import { IconFile, IconRefresh, IconTrash, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fileSize } from '../../i18n/format';
import { Linked } from '../../ui/Linked';
import { type Outgoing, outbox } from '../data/outbox';
import { errorText } from '../i18n/errorText';
import { IconAction } from '../parts/IconAction';
import classes from './Messages.module.css';

/** A message of mine on its way: how much of its file is there, or why it failed. */
export function Sending({ one }: { one: Outgoing }) {
  const { t } = useTranslation();
  const failed = one.state === 'failed';
  return (
    <li className={classes.message} data-mine data-first>
      <div className={classes.bubbleSide}>
        <div className={classes.bubble} data-failed={failed || undefined}>
          <VisuallyHidden>{t('messages.you')}: </VisuallyHidden>
          {one.file && <Upload one={one} file={one.file} />}
          {one.text && (
            <p className={classes.text}>
              <Linked text={one.text} />
            </p>
          )}
          {!failed && <span className={classes.time}>{t('messages.sending')}</span>}
        </div>
      </div>
      {failed && (
        <div className={classes.failed} role="alert">
          <Text size="sm">{t('messages.failed', { why: errorText(t, one.error) })}</Text>
          <Group gap="xs" justify="flex-end">
            <Button
              size="xs"
              variant="light"
              leftSection={<IconRefresh size={16} aria-hidden />}
              onClick={() => outbox.again(one.key)}
            >
              {t('messages.again')}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              color="danger"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => outbox.cancel(one.key)}
            >
              {t('messages.giveUp')}
            </Button>
          </Group>
        </div>
      )}
    </li>
  );
}

function Upload({ one, file }: { one: Outgoing; file: File }) {
  const { t, i18n } = useTranslation();
  return (
    <div className={classes.fileLine}>
      <IconFile size={22} stroke={1.75} aria-hidden />
      <span className={classes.fileWords}>
        <span>{file.name}</span>
        <small>{fileSize(file.size, i18n.language)}</small>
        {one.state !== 'failed' && (
          <Progress
            value={one.part * 100}
            size="sm"
            mt={4}
            aria-label={t('messages.uploading', { name: file.name })}
          />
        )}
      </span>
      {one.state !== 'failed' && !one.fileId && (
        <IconAction
          label={t('messages.cancelUpload', { name: file.name })}
          onClick={() => outbox.cancel(one.key)}
        >
          <IconX size={18} aria-hidden />
        </IconAction>
      )}
    </div>
  );
}
