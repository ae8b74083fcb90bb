import {
  Alert,
  Button,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { auths, changeMail, type MailState, mailKey, mailQuery, securities } from '../data/mail';
import { UnsavedWarning } from '../editor/UnsavedWarning';
import { useDates } from '../i18n/dates';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { Failure } from '../shell/Failure';
import { Part } from '../telephony/Overview';
import classes from './Mail.module.css';
import { fromForm, type MailForm, toForm, usualPort } from './mailForm';
import { Trial } from './Trial';

/** The way to the mail server. */
export function SettingsTab() {
  const state = useQuery(mailQuery);
  if (state.data) return <Form key={state.data.revision} state={state.data} />;
  if (state.error) return <Failure error={state.error} retry={() => state.refetch()} />;
  return <Skeleton height={420} aria-hidden />;
}

export type Handle = UseFormReturnType<MailForm>;

function Form({ state }: { state: MailState }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const form = useForm<MailForm>({ initialValues: toForm(state.settings) });
  const refused = (error: unknown) => {
    if (error instanceof ApiError && error.field === 'device.password')
      form.setFieldError('password', t('mail.passwordAgain'));
    else if (error instanceof ApiError && error.field in form.values)
      form.setFieldError(error.field, errorText(t, error));
    else setGeneral(errorText(t, error));
  };
  const save = useMutation({
    mutationFn: (values: MailForm) => changeMail(state.revision, fromForm(values)),
    onSuccess: async () => {
      form.resetDirty();
      tell(t('settings.saved'));
      await queries.invalidateQueries({ queryKey: mailKey });
    },
    onError: refused,
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
        <Standing state={state} />
        <Fault text={general} />
        <Server form={form} />
        <Account form={form} kept={state.settings.hasPassword} />
        <Sender form={form} />
        <Trial input={() => fromForm(form.values)} onRefused={refused} />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('editor.save')}
          </Button>
        </Group>
      </Stack>
      <UnsavedWarning when={() => form.isDirty()} />
    </form>
  );
}

/** What is wrong with sending at the moment. */
function Standing({ state }: { state: MailState }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (!state.error) return null;
  return (
    <Alert
      color="danger"
      variant="light"
      role="status"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('mail.standing.title', { count: state.waiting })}
    >
      <Text size="sm" c="var(--text)" className={classes.words}>
        {state.error}
      </Text>
      <Text size="sm" c="dimmed">
        {state.since && t('mail.standing.since', { time: dates.full(state.since) })}
      </Text>
    </Alert>
  );
}

function Server({ form }: { form: Handle }) {
  const { t } = useTranslation();
  const { security } = form.values;
  return (
    <Part title={t('mail.server')}>
      <Stack gap="md">
        <Switch
          label={t('mail.enabled')}
          description={t('mail.enabledHint')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <div className={classes.two}>
          <TextInput
            label={t('mail.host')}
            placeholder="mail.example.org"
            autoCapitalize="none"
            spellCheck={false}
            {...form.getInputProps('host')}
          />
          <NumberInput
            label={t('mail.port')}
            placeholder={String(usualPort[security])}
            allowDecimal={false}
            min={1}
            max={65_535}
            {...form.getInputProps('port')}
          />
        </div>
        <Select
          label={t('mail.security')}
          description={t(`mail.securityHint.${security}`)}
          data={securities.map((value) => ({ value, label: t(`mail.securities.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('security')}
        />
        {security !== 'none' && (
          <Textarea
            label={t('mail.certificate')}
            description={t('mail.certificateHint')}
            placeholder="-----BEGIN CERTIFICATE-----"
            autosize
            minRows={1}
            maxRows={8}
            spellCheck={false}
            {...form.getInputProps('certificate')}
          />
        )}
      </Stack>
    </Part>
  );
}

function Account({ form, kept }: { form: Handle; kept: boolean }) {
  const { t } = useTranslation();
  const { auth, security } = form.values;
  return (
    <Part title={t('mail.account')}>
      <Stack gap="md">
        <Select
          label={t('mail.auth')}
          data={auths.map((value) => ({ value, label: t(`mail.auths.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('auth')}
        />
        {auth !== 'none' && (
          <div className={classes.two}>
            <TextInput
              label={t('mail.login')}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps('login')}
            />
            <PasswordInput
              label={t(auth === 'xoauth2' ? 'mail.token' : 'mail.password')}
              placeholder={kept ? t('mail.kept') : undefined}
              autoComplete="new-password"
              {...form.getInputProps('password')}
            />
          </div>
        )}
        {auth !== 'none' && security === 'none' && (
          <Text size="sm" c="var(--warn)">
            {t('mail.inTheOpen')}
          </Text>
        )}
      </Stack>
    </Part>
  );
}

function Sender({ form }: { form: Handle }) {
  const { t } = useTranslation();
  return (
    <Part title={t('mail.sender')}>
      <div className={classes.two}>
        <TextInput
          label={t('mail.fromAddress')}
          description={t('mail.fromAddressHint')}
          type="email"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('fromAddress')}
        />
        <TextInput
          label={t('mail.fromName')}
          description={t('mail.fromNameHint')}
          maxLength={100}
          {...form.getInputProps('fromName')}
        />
      </div>
    </Part>
  );
}
