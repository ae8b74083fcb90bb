import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../../call/context';
import { Button } from '../../Button';
import { Dialog } from '../../Dialog';

/** Asks before a recording ends: a stray key must not end it. */
export function RecordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const stop = () => {
    onClose();
    void call.act('record', { on: false });
  };
  return (
    <Dialog
      title={t('recording.ask.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('recording.ask.goOn')}</Button>
          <Button look="danger" icon={<IconPlayerStopFilled />} onClick={stop}>
            {t('recording.stop')}
          </Button>
        </>
      }
    >
      <p>{t('recording.ask.text')}</p>
    </Dialog>
  );
}
