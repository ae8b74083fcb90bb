import { Anchor, Button, Group, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../../api/problem';
import { changeSettings, encryptions, type ServerSettings, settingsQuery } from '../data/settings';
import { UnsavedWarning } from '../editor/UnsavedWarning';
import { errorText } from '../i18n/errorText';
import { Choices } from '../parts/Choices';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { Failure } from '../shell/Failure';

/** Encryption, and who is never limited or never answered. */
export function SettingsTab() {
  const settings = useQuery({ ...settingsQuery, refetchOnWindowFocus: false, refetchOnReconnect: false });
  if (settings.data) return <Form key={settings.data.revision} settings={settings.data} />;
  if (settings.error) return <Failure error={settings.error} retry={() => settings.refetch()} />;
  return <Skeleton height={320} aria-hidden />;
}

const lines = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function Form({ settings }: { settings: ServerSettings }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const { encryption, trusted, blocked } = settings.telephony;
  const form = useForm({
    initialValues: { encryption, trusted: trusted.join('\n'), blocked: blocked.join('\n') },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      changeSettings({
        revision: settings.revision,
        telephony: {
          encryption: values.encryption,
          trusted: lines(values.trusted),
          blocked: lines(values.blocked),
        },
      }),
    onSuccess: async () => {
      form.resetDirty();
      tell(t('settings.saved'));
      await queries.invalidateQueries({ queryKey: settingsQuery.queryKey });
    },
    onError: (error) => {
      const field = error instanceof ApiError ? error.field.replace('telephony.', '') : '';
      if (field in form.values) form.setFieldError(field, errorText(t, error));
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
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          {t('telephony.settings.calls')}{' '}
          <Anchor component={Link} to="/admin/settings" size="sm" underline="always">
            {t('menu.settings')}
          </Anchor>
        </Text>
        <Fault text={general} />
        <Choices
          label={t('telephony.settings.encryption')}
          as="lines"
          value={form.values.encryption}
          onChange={(value) => form.setFieldValue('encryption', value)}
          error={form.errors.encryption}
          options={encryptions.map((value) => ({
            value,
            name: t(`telephony.encryption.${value}`),
            explanation: t(`telephony.encryption.${value}Hint`),
          }))}
        />
        <Textarea
          label={t('telephony.settings.trusted')}
          description={t('telephony.settings.trustedHint')}
          placeholder={'192.0.2.0/24\n198.51.100.7'}
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          {...form.getInputProps('trusted')}
        />
        <Textarea
          label={t('telephony.settings.blocked')}
          description={t('telephony.settings.blockedHint')}
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          {...form.getInputProps('blocked')}
        />
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
