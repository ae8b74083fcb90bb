import { Button, Checkbox, Group, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import type { User } from '../../api/types';
import { participationKey } from '../data/participation';
import { changeUser, rights, userKey, usersKey } from '../data/people';
import { sessionKey, useMe } from '../data/session';
import { settingsQuery } from '../data/settings';
import { isEMail } from '../editor/draft';
import { errorText } from '../i18n/errorText';
import { draftOf, fromDraft, isWhole } from '../participation/draft';
import { ParticipationField } from '../participation/ParticipationField';
import { tell, tellError } from '../parts/tell';
import classes from './Admin.module.css';
import { GroupsField } from './GroupsField';

/** Name, e-mail, administrator and the rights E1–E10 in words. */
export function PersonForm({ user }: { user: User }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const self = useMe().login === user.login;
  const asked = useQuery(settingsQuery).data?.participation.required;
  const form = useForm({
    initialValues: {
      name: user.name,
      email: user.email,
      admin: user.admin,
      rights: user.rights,
      groups: user.groups,
      participation: draftOf(user.participation),
    },
    validate: {
      name: (v) => (v.trim() ? null : t('problem.personName')),
      email: (v) => (!v.trim() || isEMail(v) ? null : t('problem.email')),
      participation: (v) => (isWhole(v) ? null : t('errors.until_invalid')),
    },
    validateInputOnBlur: true,
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      changeUser(user.login, user.revision, {
        ...values,
        name: values.name.trim(),
        email: values.email.trim(),
        participation: fromDraft(values.participation, user.participation),
      }),
    onSuccess: async () => {
      tell(t('people.saved', { name: form.values.name.trim() }));
      await Promise.all([
        queries.invalidateQueries({ queryKey: userKey(user.login) }),
        queries.invalidateQueries({ queryKey: usersKey }),
        self ? queries.invalidateQueries({ queryKey: sessionKey }) : undefined,
        self ? queries.invalidateQueries({ queryKey: participationKey }) : undefined,
      ]);
    },
    onError: (error) => {
      if (error instanceof ApiError && (error.field === 'name' || error.field === 'email')) {
        form.setFieldError(error.field, errorText(t, error));
      } else tellError(t, error);
      if (error instanceof ApiError && error.code === 'changed_meanwhile') {
        void queries.invalidateQueries({ queryKey: userKey(user.login) });
      }
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        <TextInput label={t('person.name')} withAsterisk maxLength={100} {...form.getInputProps('name')} />
        <TextInput label={t('person.email')} type="email" {...form.getInputProps('email')} />
        <GroupsField
          label={t('peopleGroups.field')}
          value={form.values.groups}
          change={(groups) => form.setFieldValue('groups', groups)}
        />
        <Switch
          label={t('person.administrator')}
          description={t(self ? 'people.adminSelf' : 'people.adminHint')}
          disabled={self}
          {...form.getInputProps('admin', { type: 'checkbox' })}
        />
        <ParticipationField
          label={t('participation.field')}
          hint={t(asked ? 'participation.fieldHint' : 'participation.fieldUnused')}
          value={form.values.participation}
          error={form.errors.participation?.toString()}
          change={(value) => form.setFieldValue('participation', value)}
        />
        <Checkbox.Group {...form.getInputProps('rights')}>
          <Title order={2} size="h3" mt="sm">
            {t('people.rights')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('people.rightsHint')}
          </Text>
          <div>
            {rights.map((right) => (
              <Checkbox
                key={right}
                value={right}
                label={t(`right.${right}.name`)}
                description={t(`right.${right}.explanation`)}
                className={classes.right}
              />
            ))}
          </div>
        </Checkbox.Group>
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('editor.save')}
          </Button>
          {form.isDirty() && (
            <Button variant="default" onClick={() => form.reset()}>
              {t('people.discard')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
