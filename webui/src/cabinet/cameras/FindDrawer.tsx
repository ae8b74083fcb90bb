import {
  Button,
  Drawer,
  Group,
  PasswordInput,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { camerasKey, describeCamera, type Found, makeCamera, searchCameras } from '../data/cameras';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { Failure } from '../shell/Failure';
import classes from './Cameras.module.css';
import { codecName, codedAnew } from './words';

interface Props {
  opened: boolean;
  close: () => void;
}

/** Finds cameras on the network of the server, and takes one into the book. */
export function FindDrawer({ opened, close }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer opened={opened} onClose={close} size="lg" title={t('cameras.find')} closeOnClickOutside={false}>
      {opened && <Search close={close} />}
    </Drawer>
  );
}

function Search({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [picked, pick] = useState<Found>();
  const found = useQuery({ queryKey: ['camera-search'], queryFn: searchCameras, retry: false, gcTime: 0 });
  if (picked) return <Take device={picked} back={() => pick(undefined)} close={close} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('cameras.findHint')}
      </Text>
      <div role="status">
        {found.isFetching ? (
          <Text size="sm">{t('cameras.searching')}</Text>
        ) : (
          found.data && <Text size="sm">{t('cameras.found', { count: found.data.length })}</Text>
        )}
      </div>
      {found.isFetching && <Skeleton height={64} />}
      {!found.isFetching && found.error && <Failure error={found.error} retry={() => found.refetch()} />}
      {!found.isFetching && found.data && (
        <div>
          {found.data.map((device) => (
            <UnstyledButton key={device.address} className={classes.found} onClick={() => pick(device)}>
              <Text fw={550}>{[device.name, device.model].filter(Boolean).join(' · ') || device.host}</Text>
              <Text size="sm" c="dimmed">
                {device.address}
              </Text>
            </UnstyledButton>
          ))}
        </div>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={() => pick({ address: '', host: '', name: '', model: '' })}>
          {t('cameras.otherDevice')}
        </Button>
        <Button variant="default" loading={found.isFetching} onClick={() => found.refetch()}>
          {t('cameras.again')}
        </Button>
      </Group>
    </Stack>
  );
}

interface TakeProps {
  device: Found;
  back: () => void;
  close: () => void;
}

/** Asks a device for its streams with a name and a password, and takes one of them. */
function Take({ device, back, close }: TakeProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: {
      address: device.address,
      login: '',
      password: '',
      name: device.name || device.model,
      profile: '' as string | null,
    },
    validate: {
      address: (v) => (v.trim() ? null : t('cameras.deviceMissing')),
    },
  });
  const describe = useMutation({
    mutationFn: describeCamera,
    onSuccess: ({ profiles, model }) => {
      form.setFieldValue('profile', profiles[0]?.token ?? null);
      if (!form.values.name) form.setFieldValue('name', model);
    },
  });
  const save = useMutation({
    mutationFn: () => {
      const { address, login, password, name, profile } = form.values;
      return makeCamera({ name, login, password, device: { address, profile: profile ?? '' } });
    },
    onSuccess: async ({ name }) => {
      tell(t('cameras.saved', { name }));
      await queries.invalidateQueries({ queryKey: camerasKey });
      close();
    },
  });
  const fault = save.error ?? describe.error;
  const profiles = describe.data?.profiles;
  const chosen = profiles?.find((p) => p.token === form.values.profile);
  const submit = form.onSubmit(({ address, login, password }) => {
    if (profiles?.length) save.mutate();
    else describe.mutate({ address, login, password });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Fault text={fault ? errorText(t, fault) : ''} />
        <TextInput
          label={t('cameras.deviceAddress')}
          placeholder="192.168.1.100"
          readOnly={device.address !== '' || !!profiles}
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('address')}
        />
        <div className={classes.two}>
          <TextInput
            label={t('cameras.login')}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            readOnly={!!profiles}
            {...form.getInputProps('login')}
          />
          <PasswordInput
            label={t('cameras.password')}
            autoComplete="new-password"
            readOnly={!!profiles}
            {...form.getInputProps('password')}
          />
        </div>
        {profiles && profiles.length === 0 && <Text size="sm">{t('cameras.noStreams')}</Text>}
        {profiles && profiles.length > 0 && (
          <>
            <Select
              label={t('cameras.profile')}
              description={
                chosen && codedAnew(chosen.video)
                  ? t('cameras.codedAnew', { codec: codecName(chosen.video) })
                  : undefined
              }
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDeselect={false}
              data={profiles.map((p) => ({
                value: p.token,
                label: [p.name || p.token, codecName(p.video), p.width > 0 && `${p.width} × ${p.height}`]
                  .filter(Boolean)
                  .join(' · '),
              }))}
              {...form.getInputProps('profile')}
            />
            <TextInput
              label={t('cameras.name')}
              maxLength={100}
              withAsterisk
              data-autofocus
              {...form.getInputProps('name')}
            />
          </>
        )}
        <Group justify="space-between">
          <Button variant="default" onClick={back}>
            {t('cameras.back')}
          </Button>
          <Button type="submit" loading={describe.isPending || save.isPending}>
            {t(profiles?.length ? 'cameras.take' : 'cameras.ask')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
