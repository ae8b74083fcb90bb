import { IconDoorExit, IconPhoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useSession } from '../../../call/context';
import { Button } from '../../Button';
import { Dialog } from '../../Dialog';

/** A moderator leaves alone or ends it for all. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const session = useSession();
  const leave = () => {
    onClose();
    session.leave();
  };
  const end = () => {
    onClose();
    void call.act('end', {});
  };
  return (
    <Dialog
      title={t('leave.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('leave.stay')}</Button>
          <Button look="danger" icon={<IconPhoneOff />} onClick={end}>
            {t('leave.end')}
          </Button>
          <Button look="accent" icon={<IconDoorExit />} autoFocus onClick={leave}>
            {t('leave.alone')}
          </Button>
        </>
      }
    >
      <p>{t('leave.text')}</p>
    </Dialog>
  );
}
