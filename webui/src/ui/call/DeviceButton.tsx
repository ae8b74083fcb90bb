import {
  IconChevronUp,
  IconMicrophone,
  IconMicrophoneOff,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { dialog } from '../../call/panels';
import type { Kind } from '../../media/capture';
import { changeSettings, settings } from '../../state/settings';
import { useStore } from '../../state/useStore';
import { IconButton } from '../IconButton';
import { Menu } from '../Menu';

const whole = <T,>(value: T) => value;
const icons = {
  microphone: [<IconMicrophone key="on" />, <IconMicrophoneOff key="off" />],
  camera: [<IconVideo key="on" />, <IconVideoOff key="off" />],
} as const;

/** Microphone or camera: the switch, and an arrow to choose another. */
export function DeviceButton({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const call = useCall();
  const { capture } = useSession();
  const { on, state } = useStore(capture.store(kind), whole);
  const devices = useStore(capture.devices, (d) => (kind === 'microphone' ? d.microphones : d.cameras));
  const setting = kind === 'microphone' ? 'microphoneId' : 'cameraId';
  const chosen = useStore(settings, (s) => s[setting]);
  const allowed = useConference((c) =>
    kind === 'microphone' ? c.you.permissions.sendAudio : c.you.permissions.sendVideo,
  );
  const pick = (id: string) => {
    changeSettings({ [setting]: id });
    void capture.renew(kind);
  };
  const items = devices.map((d, i) => ({
    key: d.deviceId,
    label: d.label || t('device.nameless', { number: i + 1 }),
    checked: chosen ? d.deviceId === chosen : i === 0,
    onPick: () => pick(d.deviceId === 'default' ? '' : d.deviceId),
  }));
  const more = [{ key: 'settings', label: t('settings.title'), onPick: () => dialog.set('settings') }];
  return (
    <div className={on ? 'split' : 'split is-off'}>
      <IconButton
        label={allowed ? t(`${kind}.${on ? 'off' : 'on'}`) : t(`${kind}.notAllowed`)}
        shortcut={kind === 'microphone' ? 'M' : 'V'}
        aria-pressed={on}
        disabled={!allowed && !on}
        className={state === 'failed' ? 'is-failed' : ''}
        icon={icons[kind][on ? 0 : 1]}
        onClick={() => call.toggleSending(kind)}
      />
      <Menu
        className="split-arrow"
        label={t(`${kind}.choose`)}
        groups={[{ heading: t(`device.${kind}Label`), items }, { items: more }]}
        button={<IconChevronUp />}
      />
    </div>
  );
}
