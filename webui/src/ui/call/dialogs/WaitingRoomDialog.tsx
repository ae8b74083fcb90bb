import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../../call/context';
import { Button } from '../../Button';
import { Dialog } from '../../Dialog';

/** Turning the waiting room off while somebody waits needs a decision about them (K6). */
export function WaitingRoomDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const count = useConference((c) => c.waiting.length);
  const off = (remaining: 'admit' | 'disconnect') => {
    onClose();
    void call.act('waitingroom', { on: false, remaining });
  };
  return (
    <Dialog
      title={t('moderate.roomOff')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button onClick={() => off('disconnect')}>{t('moderate.disconnectThem')}</Button>
          <Button look="accent" onClick={() => off('admit')}>
            {t('moderate.admitThem')}
          </Button>
        </>
      }
    >
      <p>{t('moderate.roomOffText', { count })}</p>
    </Dialog>
  );
}
