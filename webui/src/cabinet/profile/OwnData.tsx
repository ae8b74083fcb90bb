import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { changeMe, sessionKey, useMe } from '../data/session';
import { isEMail } from '../editor/draft';
import { errorText } from '../i18n/errorText';
import { tell, tellError } from '../parts/tell';
import { AvatarEditor } from './AvatarEditor';
import classes from './Profile.module.css';

export function OwnData() {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: me.name, email: me.email },
    validate: {
      name: (v) => (v.trim() ? null : t('problem.personName')),
      email: (v) => (!v.trim() || isEMail(v) ? null : t('problem.email')),
    },
    validateInputOnBlur: true,
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      changeMe({ name: values.name.trim(), email: values.email.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionKey });
      form.resetDirty();
      tell(t('profile.saved'));
    },
    onError: (error) => {
      if (error instanceof ApiError && (error.field === 'name' || error.field === 'email')) {
        form.setFieldError(error.field, errorText(t, error));
      } else tellError(t, error);
    },
  });
  return (
    <Stack gap="lg">
      <AvatarEditor />
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md" className={classes.narrow}>
          <TextInput
            label={t('person.login')}
            value={me.login}
            readOnly
            variant="filled"
            description={t('profile.loginHint')}
          />
          <TextInput
            label={t('person.name')}
            withAsterisk
            maxLength={100}
            autoComplete="name"
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('person.email')}
            type="email"
            autoComplete="email"
            {...form.getInputProps('email')}
          />
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              {t('editor.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
