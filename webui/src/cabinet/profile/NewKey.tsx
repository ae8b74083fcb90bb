import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { keysQuery, makeKey } from '../data/keys';
import { useMe } from '../data/session';
import { errorText } from '../i18n/errorText';
import { Choices } from '../parts/Choices';
import { Secret } from '../parts/Secret';
import { tellError } from '../parts/tell';
import { emptyKey, type Life, lives, newKey } from './keyForm';

/** Makes an API key, and then shows it this once. */
export function NewKey({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const leave = () => {
    close();
    setToken('');
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={t(token ? 'keys.made' : 'keys.new')}
      // A click beside it must not lose what is never shown again.
      closeOnClickOutside={!token}
    >
      {token ? <Token token={token} close={leave} /> : <Form made={setToken} />}
    </Modal>
  );
}

function Token({ token, close }: { token: string; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="sm">{t('keys.once')}</Text>
      <Secret value={token} name={t('keys.key')} copy={t('keys.copy')} />
      <Text size="sm" c="dimmed">
        {t('keys.use')} <code>Authorization: Bearer …</code>
      </Text>
      <Group justify="flex-end">
        <Button onClick={close}>{t('keys.done')}</Button>
      </Group>
    </Stack>
  );
}

function Form({ made }: { made: (token: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: emptyKey,
    validate: { name: (v) => (v.trim() ? null : t('keys.nameMissing')) },
  });
  const make = useMutation({
    mutationFn: (values: typeof form.values) => makeKey(newKey(values, new Date())),
    onSuccess: ({ token }) => {
      made(token);
      return queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field === 'name')
        form.setFieldError('name', errorText(t, error));
      else tellError(t, error);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('keys.name')}
          description={t('keys.nameHint')}
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Choices
          label={t('keys.may')}
          as="lines"
          value={form.values.may}
          onChange={(may) => form.setFieldValue('may', may)}
          options={[
            { value: 'read', name: t('keys.scope.read'), explanation: t('keys.scope.readHint') },
            { value: 'create', name: t('keys.scope.create'), explanation: t('keys.scope.createHint') },
          ]}
        />
        {me.admin && (
          <Checkbox
            label={t('keys.scope.admin')}
            description={t('keys.scope.adminHint')}
            {...form.getInputProps('admin', { type: 'checkbox' })}
          />
        )}
        <Select
          label={t('keys.life')}
          allowDeselect={false}
          data={lives.map((life) => ({ value: life, label: t(`keys.lives.${life}`) }))}
          value={form.values.life}
          onChange={(life) => life && form.setFieldValue('life', life as Life)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={make.isPending}>
            {t('keys.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
