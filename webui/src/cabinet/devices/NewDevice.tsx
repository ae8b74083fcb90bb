import { Autocomplete, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { devicesKey, type NewDevice as Made, makeDevice, type Owner } from '../data/devices';
import { usersQuery } from '../data/people';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { Told } from './Told';

interface Props {
  opened: boolean;
  close: () => void;
  /** Whose it will be; without one the administrator says it. */
  owner?: Owner;
}

/** Makes a phone or terminal, and then shows what to type into it, this once. */
export function NewDevice({ opened, close, owner }: Props) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made>();
  const leave = () => {
    close();
    setMade(undefined);
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={made ? t('devices.made', { name: made.label }) : t('devices.new')}
      // A click beside it must not lose what is never shown again.
      closeOnClickOutside={!made}
    >
      {made ? <Told device={made} close={leave} /> : <Form owner={owner} made={setMade} />}
    </Modal>
  );
}

function Form({ owner, made }: { owner?: Owner; made: (device: Made) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const form = useForm({
    initialValues: { label: '', login: '' },
    validate: {
      label: (v) => (v.trim() ? null : t('devices.labelMissing')),
      login: (v) => (owner !== undefined || v.trim() ? null : t('devices.loginMissing')),
    },
  });
  const make = useMutation({
    mutationFn: (values: typeof form.values) =>
      makeDevice(owner ?? values.login.trim().toLowerCase(), values.label.trim()),
    onSuccess: (device) => {
      made(device);
      return queries.invalidateQueries({ queryKey: devicesKey });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field === 'label')
        form.setFieldError('label', errorText(t, error));
      else if (error instanceof ApiError && error.code === 'user_unknown')
        form.setFieldError('login', t('devices.loginUnknown'));
      else setGeneral(errorText(t, error));
    },
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => {
        setGeneral('');
        make.mutate(values);
      })}
      noValidate
    >
      <Stack gap="md">
        <Fault text={general} />
        {owner === undefined && <Whose {...form.getInputProps('login')} />}
        <TextInput
          label={t('devices.label')}
          description={t('devices.labelHint')}
          maxLength={100}
          data-autofocus={owner !== undefined || undefined}
          {...form.getInputProps('label')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={make.isPending}>
            {t('devices.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Somebody of this server, by the user ID. */
function Whose(props: { value?: string; onChange: (login: string) => void; error?: ReactNode }) {
  const { t } = useTranslation();
  const [wanted] = useDebouncedValue((props.value ?? '').trim(), 150);
  const people = useQuery(usersQuery(wanted));
  return (
    <Autocomplete
      label={t('devices.whose')}
      description={t('devices.whoseHint')}
      data={people.data?.items.slice(0, 20).map((user) => user.login) ?? []}
      filter={({ options }) => options}
      autoCapitalize="none"
      spellCheck={false}
      data-autofocus
      {...props}
    />
  );
}
