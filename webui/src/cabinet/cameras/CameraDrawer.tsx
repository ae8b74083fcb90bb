import { Button, Drawer, Group, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { type Camera, camerasKey, changeCamera, makeCamera, testCamera } from '../data/cameras';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { Part } from '../telephony/Overview';
import classes from './Cameras.module.css';
import { type CameraForm, emptyCamera, fromForm, toForm } from './cameraForm';
import { Result } from './TestCamera';

interface Props {
  /** The one that is changed; without one a new one is made. */
  camera?: Camera;
  opened: boolean;
  close: () => void;
}

/** The form of a camera, beside the list. */
export function CameraDrawer({ camera, opened, close }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={close}
      size="lg"
      title={camera ? camera.name : t('cameras.add')}
      // A click beside it must not lose what was typed.
      closeOnClickOutside={false}
    >
      {opened && <Form camera={camera} close={close} />}
    </Drawer>
  );
}

type FormType = UseFormReturnType<CameraForm>;

function Form({ camera, close }: { camera?: Camera; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const form = useForm<CameraForm>({
    initialValues: camera ? toForm(camera) : emptyCamera,
    validate: {
      name: (v) => (v.trim() ? null : t('cameras.nameMissing')),
      address: (v) => (/^rtsps?:\/\/./i.test(v.trim()) ? null : t('cameras.addressMissing')),
    },
  });
  const refused = (error: unknown) => {
    if (error instanceof ApiError && error.field && form.getInputNode(error.field))
      form.setFieldError(error.field, errorText(t, error));
    else setGeneral(errorText(t, error));
  };
  const save = useMutation({
    mutationFn: (values: CameraForm) =>
      camera ? changeCamera(camera.id, camera.revision, fromForm(values)) : makeCamera(fromForm(values)),
    onSuccess: async ({ name }) => {
      tell(t('cameras.saved', { name }));
      await queries.invalidateQueries({ queryKey: camerasKey });
      close();
    },
    onError: refused,
  });
  const test = useMutation({
    mutationFn: (values: CameraForm) => testCamera({ ...fromForm(values), id: camera?.id }),
    onError: refused,
  });
  const begin = (what: typeof save | typeof test) =>
    form.onSubmit((values) => {
      setGeneral('');
      what.mutate(values as never);
    });
  return (
    <form onSubmit={begin(save)} noValidate>
      <Stack gap="xl">
        <Fault text={general} />
        <Stream form={form} kept={camera !== undefined} />
        <Onvif form={form} camera={camera} />
        <Textarea
          label={t('cameras.notes')}
          maxLength={1000}
          autosize
          minRows={2}
          {...form.getInputProps('notes')}
        />
        <div role="status">{test.data && !test.isPending && <Result tested={test.data} />}</div>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" loading={test.isPending} onClick={() => begin(test)()}>
            {t('cameras.test')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('confirm.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('editor.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Stream({ form, kept }: { form: FormType; kept: boolean }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <TextInput
        label={t('cameras.name')}
        maxLength={100}
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('cameras.address')}
        description={t(kept ? 'cameras.addressKept' : 'cameras.addressHint')}
        placeholder="rtsp://192.168.1.100/Streaming/Channels/101"
        withAsterisk
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('address')}
      />
      <div className={classes.two}>
        <Login form={form} at="login" placeholder={kept ? t('cameras.kept') : undefined} />
        <Password form={form} at="password" placeholder={kept ? t('cameras.kept') : undefined} />
      </div>
    </Stack>
  );
}

function Onvif({ form, camera }: { form: FormType; camera?: Camera }) {
  const { t } = useTranslation();
  const kept = camera?.device.hasPassword ? t('cameras.kept') : undefined;
  return (
    <Part title={t('cameras.onvif')}>
      <Stack gap="md">
        <TextInput
          label={t('cameras.deviceAddress')}
          description={t('cameras.deviceHint')}
          placeholder="192.168.1.100"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('device.address')}
        />
        <div className={classes.two}>
          <Login form={form} at="device.login" placeholder={t('cameras.sameLogin')} />
          <Password form={form} at="device.password" placeholder={kept} />
        </div>
      </Stack>
    </Part>
  );
}

interface CredentialProps {
  form: FormType;
  at: string;
  placeholder?: string;
}

function Login({ form, at, placeholder }: CredentialProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('cameras.login')}
      placeholder={placeholder}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      {...form.getInputProps(at)}
    />
  );
}

function Password({ form, at, placeholder }: CredentialProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t('cameras.password')}
      placeholder={placeholder}
      autoComplete="new-password"
      {...form.getInputProps(at)}
    />
  );
}
