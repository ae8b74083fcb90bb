import { IconVolume } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../call/context';
import type { SendQuality } from '../media/encodings';
import { play } from '../media/tones';
import { changeSettings, settings } from '../state/settings';
import { useStore } from '../state/useStore';
import { Button } from './Button';
import { Choice } from './Choice';
import { Level } from './Level';
import { Switch } from './Switch';

const whole = <T,>(value: T) => value;

/** Which devices, with which effects; before and during the call. */
export function DeviceSettings() {
  const { t } = useTranslation();
  const { capture } = useSession();
  const chosen = useStore(settings, whole);
  const devices = useStore(capture.devices, whole);
  const raw = useStore(capture.microphone, (d) => (d.on ? d.raw : undefined));
  useEffect(() => void capture.list(), [capture]);

  const options = (list: MediaDeviceInfo[]) => [
    { value: '', label: t('device.usual') },
    ...list
      .filter((d) => d.deviceId !== 'default')
      .map((d, i) => ({ value: d.deviceId, label: d.label || t('device.nameless', { number: i + 1 }) })),
  ];
  const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;
  return (
    <div className="device-settings">
      <Choice
        label={t('device.microphoneLabel')}
        value={chosen.microphoneId}
        options={options(devices.microphones)}
        onChange={(microphoneId) => {
          changeSettings({ microphoneId });
          void capture.renew('microphone');
        }}
      />
      <Level track={raw} />
      <Switch
        label={t('device.noise')}
        on={chosen.noise}
        onChange={(noise) => {
          changeSettings({ noise });
          void capture.renew('microphone');
        }}
      />
      <Choice
        label={t('device.cameraLabel')}
        value={chosen.cameraId}
        options={options(devices.cameras)}
        onChange={(cameraId) => {
          changeSettings({ cameraId });
          void capture.renew('camera');
        }}
      />
      <Switch
        label={t('device.blur')}
        note={t('device.blurNote')}
        on={chosen.blur}
        onChange={(blur) => {
          changeSettings({ blur });
          void capture.renew('camera');
        }}
      />
      <Switch
        label={t('device.mirror')}
        on={chosen.mirror}
        onChange={(mirror) => changeSettings({ mirror })}
      />
      <Choice
        label={t('device.sendQuality')}
        value={chosen.sendQuality}
        options={(['high', 'medium', 'low'] as const).map((value) => ({
          value,
          label: t(`device.quality.${value}`),
        }))}
        onChange={(value) => {
          changeSettings({ sendQuality: value as SendQuality });
          void capture.renew('camera');
        }}
      />
      {canChooseSpeaker && (
        <Choice
          label={t('device.speakerLabel')}
          value={chosen.speakerId}
          options={options(devices.speakers)}
          onChange={(speakerId) => changeSettings({ speakerId })}
        />
      )}
      <Button icon={<IconVolume />} onClick={() => play('test', chosen.speakerId)}>
        {t('device.test')}
      </Button>
    </div>
  );
}
