import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { changeTrunk, gatewayKey, makeTrunk, type Trunk } from '../data/telephony';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { Part } from './Overview';
import { Patterns } from './Patterns';
import classes from './Telephony.module.css';
import {
  emptyTrunk,
  faultOf,
  fromForm,
  registrations,
  type TrunkForm,
  toForm,
  transports,
} from './trunkForm';

interface Props {
  trunk?: Trunk;
  others: Trunk[];
  close: () => void;
}

export type TrunkFormType = UseFormReturnType<TrunkForm>;

export function TrunkFields({ trunk, others, close }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const wrong = (field: 'match' | 'strip' | 'prepend') => (_: unknown, all: TrunkForm, at: string) => {
    const pattern = all.patterns[Number(at.split('.')[1])];
    const fault = pattern && faultOf(pattern)[field];
    return fault ? t(`telephony.pattern.wrong.${fault}`) : null;
  };
  const form = useForm<TrunkForm>({
    initialValues: trunk ? toForm(trunk) : emptyTrunk(others),
    validate: {
      name: (v) => (v.trim() ? null : t('telephony.trunk.nameMissing')),
      host: (v) => (v.trim() ? null : t('telephony.trunk.hostMissing')),
      login: (v, all) =>
        !v.trim() && (all.registration !== 'off' || all.password) ? t('telephony.trunk.loginMissing') : null,
      expires: (v) => (v >= 60 && v <= 3600 ? null : t('problem.range', { low: 60, high: 3600 })),
      patterns: { match: wrong('match'), strip: wrong('strip'), prepend: wrong('prepend') },
    },
  });
  const save = useMutation({
    mutationFn: (values: TrunkForm) =>
      trunk ? changeTrunk(trunk.id, trunk.revision, fromForm(values)) : makeTrunk(fromForm(values)),
    onSuccess: async ({ name }) => {
      tell(t('telephony.trunk.saved', { name }));
      await queries.invalidateQueries({ queryKey: gatewayKey });
      close();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) form.setFieldError(error.field, errorText(t, error));
      else setGeneral(errorText(t, error));
    },
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => {
        setGeneral('');
        save.mutate(values);
      })}
      noValidate
    >
      <Stack gap="xl">
        <Fault text={general} />
        <Where form={form} />
        <Account form={form} kept={trunk?.hasPassword ?? false} />
        <Part title={t('telephony.trunk.numbers')}>
          <Patterns form={form} />
        </Part>
        <Caller form={form} />
        <Group justify="flex-end" gap="sm">
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

function Where({ form }: { form: TrunkFormType }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <TextInput
        label={t('telephony.trunk.name')}
        description={t('telephony.trunk.nameHint')}
        maxLength={100}
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('telephony.trunk.host')}
        description={t('telephony.trunk.hostHint')}
        withAsterisk
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('host')}
      />
      <div className={classes.two}>
        <Select
          label={t('telephony.trunk.transport')}
          data={transports.map((value) => ({ value, label: t(`telephony.transport.${value}`) }))}
          {...form.getInputProps('transport')}
        />
        <NumberInput
          label={t('telephony.trunk.port')}
          placeholder={form.values.transport === 'tls' ? '5061' : '5060'}
          allowDecimal={false}
          min={1}
          max={65_535}
          {...form.getInputProps('port')}
        />
      </div>
      <Switch label={t('telephony.trunk.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
      <Switch
        label={t('telephony.trunk.default')}
        description={t('telephony.trunk.defaultHint')}
        {...form.getInputProps('default', { type: 'checkbox' })}
      />
    </Stack>
  );
}

function Account({ form, kept }: { form: TrunkFormType; kept: boolean }) {
  const { t } = useTranslation();
  return (
    <Part title={t('telephony.trunk.account')}>
      <Stack gap="md">
        <div className={classes.two}>
          <TextInput
            label={t('telephony.trunk.login')}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('login')}
          />
          <PasswordInput
            label={t('telephony.trunk.password')}
            placeholder={kept ? t('telephony.trunk.kept') : undefined}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
        </div>
        {kept && (
          <Checkbox
            label={t('telephony.trunk.forget')}
            {...form.getInputProps('forget', { type: 'checkbox' })}
          />
        )}
        <div className={classes.two}>
          <Select
            label={t('telephony.trunk.registration')}
            data={registrations.map((value) => ({ value, label: t(`telephony.registration.${value}`) }))}
            {...form.getInputProps('registration')}
          />
          <NumberInput
            label={t('telephony.trunk.expires')}
            allowDecimal={false}
            min={60}
            max={3600}
            suffix={` ${t('telephony.trunk.seconds')}`}
            disabled={form.values.registration === 'off'}
            {...form.getInputProps('expires')}
          />
        </div>
      </Stack>
    </Part>
  );
}

function Caller({ form }: { form: TrunkFormType }) {
  const { t } = useTranslation();
  return (
    <Part title={t('telephony.trunk.caller')}>
      <Stack gap="md">
        <div className={classes.two}>
          <TextInput
            label={t('telephony.trunk.fromUser')}
            description={t('telephony.trunk.fromUserHint')}
            {...form.getInputProps('from.user')}
          />
          <TextInput
            label={t('telephony.trunk.fromName')}
            description={t('telephony.trunk.fromNameHint')}
            {...form.getInputProps('from.name')}
          />
          <TextInput
            label={t('telephony.trunk.fromDomain')}
            description={t('telephony.trunk.fromDomainHint')}
            {...form.getInputProps('from.domain')}
          />
          <TextInput
            label={t('telephony.trunk.realm')}
            description={t('telephony.trunk.realmHint')}
            {...form.getInputProps('realm')}
          />
        </div>
      </Stack>
    </Part>
  );
}
