import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { IconCameraOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Profile.module.css';
import { drawSquare } from './picture';

interface Props {
  opened: boolean;
  close: () => void;
  onTaken: (picture: HTMLCanvasElement) => void;
}

export function TakePhoto({ opened, close, onTaken }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={close} title={t('photo.title')}>
      {opened && <Camera close={close} onTaken={onTaken} />}
    </Modal>
  );
}

/** Why there is no picture, as a key of `photo.*`. */
function reasonOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError') return 'denied';
  if (name === 'NotFoundError') return 'none';
  if (name === 'NotReadableError') return 'busy';
  return 'failed';
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The camera is on only as long as this is drawn. */
function Camera({ close, onTaken }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState('asking');

  useEffect(() => {
    let stream: MediaStream | undefined;
    let gone = false;
    const start = async () => {
      if (!navigator.mediaDevices) return setState('insecure');
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
        if (gone || !video.current) return stop(stream);
        video.current.srcObject = stream;
        await video.current.play();
        setState('on');
      } catch (error) {
        if (!gone) setState(reasonOf(error));
      }
    };
    void start();
    return () => {
      gone = true;
      if (stream) stop(stream);
    };
  }, []);

  const take = () => {
    const v = video.current;
    if (v) onTaken(drawSquare(v, v.videoWidth, v.videoHeight));
  };
  const refused = state !== 'on' && state !== 'asking';
  return (
    <>
      {refused ? (
        <Alert color="warn" variant="light" icon={<IconCameraOff aria-hidden />}>
          <Text size="sm" c="var(--text)">
            {t(`photo.${state}`)}
          </Text>
        </Alert>
      ) : (
        <video
          ref={video}
          muted
          playsInline
          className={`${classes.crop} ${classes.mirrored}`}
          aria-label={t('photo.title')}
        />
      )}
      <Text size="sm" c="dimmed" ta="center" mt="sm" role="status">
        {state === 'asking' && t('photo.asking')}
      </Text>
      <Group justify="flex-end" mt="md" gap="sm">
        <Button variant="default" onClick={close}>
          {t('confirm.cancel')}
        </Button>
        <Button onClick={take} disabled={state !== 'on'}>
          {t('photo.take')}
        </Button>
      </Group>
    </>
  );
}
