import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../call/context';
import type { Kind } from '../../media/capture';
import { changeSettings, settings } from '../../state/settings';
import { useStore } from '../../state/useStore';
import { Avatar } from '../../ui/Avatar';
import { IconButton } from '../../ui/IconButton';
import { Level } from '../../ui/Level';
import { Picture } from '../../ui/Picture';

const whole = <T,>(value: T) => value;

/** How one will be seen, with the two switches. Works without any device. */
export function Preview() {
  const { t } = useTranslation();
  const { capture, hello } = useSession();
  const microphone = useStore(capture.microphone, whole);
  const camera = useStore(capture.camera, whole);
  const { name, mirror } = useStore(settings, whole);
  const who = useStore(hello, (h) => h?.user);
  const set = (kind: Kind, on: boolean) => {
    changeSettings({ [kind]: on });
    void capture.set(kind, on);
  };
  return (
    <section className="preview" data-scheme="dark" aria-label={t('prepare.preview')}>
      <div className="preview-picture">
        {camera.on && camera.track ? (
          <Picture track={camera.track} mirrored={mirror} />
        ) : (
          <Avatar name={who?.name ?? name} picture={who?.avatar} size="l" />
        )}
        <p className="preview-state" role="status">
          {camera.state === 'starting' && t('device.starting')}
          {camera.state === 'off' && t('device.cameraOff')}
        </p>
      </div>
      <div className="preview-bar">
        <Switcher
          kind="microphone"
          on={microphone.on}
          set={set}
          icons={[<IconMicrophone key="1" />, <IconMicrophoneOff key="0" />]}
        />
        <Switcher
          kind="camera"
          on={camera.on}
          set={set}
          icons={[<IconVideo key="1" />, <IconVideoOff key="0" />]}
        />
        <Level track={microphone.on ? microphone.raw : undefined} />
      </div>
      {(['microphone', 'camera'] as const).map((kind) => {
        const { state, error } = kind === 'microphone' ? microphone : camera;
        return state === 'failed' ? (
          <p key={kind} className="alert" role="alert">
            {t(`device.${kind}.${error ?? 'failed'}`)}
          </p>
        ) : null;
      })}
    </section>
  );
}

interface SwitcherProps {
  kind: Kind;
  on: boolean;
  set: (kind: Kind, on: boolean) => void;
  icons: [on: React.ReactNode, off: React.ReactNode];
}

function Switcher({ kind, on, set, icons }: SwitcherProps) {
  const { t } = useTranslation();
  return (
    <IconButton
      className={on ? 'round' : 'round is-off'}
      label={t(`${kind}.${on ? 'off' : 'on'}`)}
      icon={on ? icons[0] : icons[1]}
      onClick={() => set(kind, !on)}
    />
  );
}
