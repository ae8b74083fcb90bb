import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { changePassword, useMe } from '../data/session';
import { errorText } from '../i18n/errorText';
import { tell, tellError } from '../parts/tell';
import classes from './Profile.module.css';

/** Fewest characters of a password; the server checks it too. */
export const shortestPassword = 8;

export function Password() {
  const { t } = useTranslation();
  const me = useMe();
  const form = useForm({
    initialValues: { old: '', next: '', again: '' },
    validate: {
      old: (v) => (v ? null : t('login.passwordMissing')),
      next: (v) =>
        [...v].length < shortestPassword ? t('problem.passwordShort', { count: shortestPassword }) : null,
      again: (v, all) => (v === all.next ? null : t('problem.passwordAgain')),
    },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => changePassword(values.old, values.next),
    onSuccess: () => {
      form.reset();
      tell(t('password.saved'));
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return tellError(t, error);
      if (error.code === 'wrong_password') form.setFieldError('old', t('password.wrong'));
      else if (error.field) form.setFieldError(error.field === 'old' ? 'old' : 'next', errorText(t, error));
      else tellError(t, error);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md" className={classes.narrow}>
        <Text size="sm" c="dimmed">
          {t('password.hint')}
        </Text>
        {/* Password keepers want to know whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={me.login} readOnly hidden />
        <PasswordInput
          label={t('password.old')}
          autoComplete="current-password"
          {...form.getInputProps('old')}
        />
        <PasswordInput
          label={t('password.new')}
          description={t('problem.passwordShort', { count: shortestPassword })}
          autoComplete="new-password"
          {...form.getInputProps('next')}
        />
        <PasswordInput
          label={t('password.again')}
          autoComplete="new-password"
          {...form.getInputProps('again')}
        />
        <Group>
          <Button type="submit" loading={save.isPending}>
            {t('password.change')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
