import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { dismiss, type Notice, notify } from '../../call/notices';
import { dialog, panel } from '../../call/panels';
import { Button } from '../Button';

/** What can be done at once about a notice. */
export function Offer({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const call = useCall();
  const locked = useConference((c) => c.info.locked);
  const deed = (label: string, act: () => unknown) => (
    <Button
      onClick={() => {
        dismiss(notice.id);
        void act();
      }}
    >
      {t(label)}
    </Button>
  );
  switch (notice.offer) {
    case 'microphone':
      return deed('microphone.on', () => call.setSending('microphone', true));
    case 'camera':
      return deed('camera.on', () => call.setSending('camera', true));
    case 'podium':
      return (
        <>
          {deed('podium.accept', () => call.act('podium', { action: 'accept' }))}
          {deed('podium.decline', () => call.act('podium', { action: 'decline' }))}
        </>
      );
    case 'people':
      return deed('offer.look', () => panel.set('people'));
    case 'chat':
      return deed('offer.read', () => panel.set('chat'));
    case 'light':
      return deed('light.on', () => {
        call.setLight(true);
        notify('info', { text: 'light.now', offer: 'heavy' });
      });
    case 'heavy':
      return deed('light.off', () => call.setLight(false));
    case 'pin':
      return (
        <>
          {deed('offer.pin', () => dialog.set('access'))}
          {!locked && deed('moderate.lock', () => call.act('lock', { locked: true }))}
        </>
      );
    default:
      return null;
  }
}
