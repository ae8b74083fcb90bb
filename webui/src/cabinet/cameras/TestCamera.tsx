import { Badge, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Camera, type CameraInput, type Tested, testCamera } from '../data/cameras';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import classes from './Cameras.module.css';
import { colours, stateOf, stream } from './words';

interface Props {
  /** That is tested; without one nothing is open. */
  camera?: Camera;
  close: () => void;
}

/** Connects to a camera at once, and shows what comes. */
export function TestCamera({ camera, close }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={camera !== undefined}
      onClose={close}
      size="lg"
      title={camera && t('cameras.testOf', { name: camera.name })}
    >
      {camera && <Trial camera={{ id: camera.id }} />}
    </Modal>
  );
}

function Trial({ camera }: { camera: CameraInput & { id?: string } }) {
  const { t } = useTranslation();
  const test = useMutation({ mutationFn: testCamera });
  const { mutate } = test;
  const { id } = camera;
  useEffect(() => mutate({ id }), [mutate, id]);
  return (
    <Stack gap="md">
      <Fault text={test.error ? errorText(t, test.error) : ''} />
      <div role="status">
        {test.isPending && (
          <Group gap="sm">
            <Loader size="sm" />
            <Text size="sm">{t('cameras.trying')}</Text>
          </Group>
        )}
        {test.data && !test.isPending && <Result tested={test.data} />}
      </div>
      <Group justify="flex-end">
        <Button variant="default" loading={test.isPending} onClick={() => mutate({ id })}>
          {t('cameras.again')}
        </Button>
      </Group>
    </Stack>
  );
}

/** What came of a test. */
export function Result({ tested }: { tested: Tested }) {
  const { t, i18n } = useTranslation();
  const state = stateOf(tested) ?? 'failed';
  return (
    <Stack gap="sm">
      {tested.picture && (
        <img
          className={classes.large}
          src={`data:image/jpeg;base64,${tested.picture}`}
          alt={t('cameras.picture')}
        />
      )}
      <Text>
        <Badge color={colours[state]} variant="light" tt="none">
          {t(`cameras.state.${state}`)}
        </Badge>
      </Text>
      {state !== 'live' && <Text size="sm">{t(`cameras.help.${state}`)}</Text>}
      <Text size="sm">{stream(t, tested, i18n.language)}</Text>
      {state !== 'live' && tested.problem && (
        <Text size="sm" c="dimmed">
          <code>{tested.problem}</code>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('cameras.took', {
          seconds: tested.took.toLocaleString(i18n.language, { maximumFractionDigits: 1 }),
        })}
      </Text>
    </Stack>
  );
}
