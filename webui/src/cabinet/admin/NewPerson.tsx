import { Button, Group, Modal, PasswordInput, Radio, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError } from '../../api/problem';
import { createUser, defaultRights, type NewUser, usersKey } from '../data/people';
import { settingsQuery } from '../data/settings';
import { isEMail } from '../editor/draft';
import { errorText } from '../i18n/errorText';
import { type Draft, draftOf, fromDraft, isWhole } from '../participation/draft';
import { ParticipationField } from '../participation/ParticipationField';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { shortestPassword } from '../profile/Password';
import { GroupsField } from './GroupsField';
import { ShownOnce } from './ShownOnce';

interface Props {
  opened: boolean;
  close: () => void;
}

interface Made {
  login: string;
  name: string;
  password: string;
}

/** Adds somebody; a generated password is shown once and kept nowhere. */
export function NewPerson({ opened, close }: Props) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made>();
  const navigate = useNavigate();
  const end = () => {
    close();
    if (made) navigate(`/admin/people/${encodeURIComponent(made.login)}`);
    setMade(undefined);
  };
  return (
    <Modal
      opened={opened}
      onClose={end}
      title={made ? t('people.made', { name: made.name }) : t('people.add')}
      // The password must not be lost by a click beside the dialog.
      closeOnClickOutside={!made}
    >
      {made ? (
        <Stack gap="md">
          <ShownOnce login={made.login} password={made.password} />
          <Group justify="flex-end">
            <Button onClick={end}>{t('people.passwordNoted')}</Button>
          </Group>
        </Stack>
      ) : (
        <NewPersonForm
          cancel={close}
          done={(person) => {
            if (person.password) return setMade(person);
            tell(t('people.made', { name: person.name }));
            close();
            navigate(`/admin/people/${encodeURIComponent(person.login)}`);
          }}
        />
      )}
    </Modal>
  );
}

function NewPersonForm({ cancel, done }: { cancel: () => void; done: (made: Made) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const asked = useQuery(settingsQuery).data?.participation.required ?? false;
  const form = useForm({
    initialValues: {
      login: '',
      name: '',
      email: '',
      how: 'generated',
      password: '',
      admin: false,
      groups: [] as string[],
      /** Untouched: what the settings of the server say. */
      participation: undefined as Draft | undefined,
    },
    validate: {
      login: (v) => (/^[a-z0-9._-]{1,64}$/i.test(v.trim()) ? null : t('problem.login')),
      name: (v) => (v.trim() ? null : t('problem.personName')),
      email: (v) => (!v.trim() || isEMail(v) ? null : t('problem.email')),
      password: (v, all) =>
        all.how === 'own' && [...v].length < shortestPassword
          ? t('problem.passwordShort', { count: shortestPassword })
          : null,
      participation: (v) => (!v || isWhole(v) ? null : t('errors.until_invalid')),
    },
  });
  const create = useMutation({
    mutationFn: (values: typeof form.values) => {
      const user: NewUser = {
        login: values.login.trim().toLowerCase(),
        name: values.name.trim(),
        email: values.email.trim(),
        admin: values.admin,
        rights: [...defaultRights],
        groups: values.groups,
        participation: values.participation && fromDraft(values.participation),
      };
      return createUser(values.how === 'own' ? { ...user, password: values.password } : user);
    },
    onSuccess: (answer) => {
      void queries.invalidateQueries({ queryKey: usersKey });
      done({ login: answer.user.login, name: answer.user.name, password: answer.password ?? '' });
    },
    onError: (error) => {
      const field = error instanceof ApiError ? error.field : '';
      if (field in form.values) form.setFieldError(field, errorText(t, error));
      else setGeneral(errorText(t, error));
    },
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => {
        setGeneral('');
        create.mutate(values);
      })}
      noValidate
    >
      <Stack gap="md">
        <Fault text={general} />
        <TextInput
          label={t('person.login')}
          description={t('people.loginHint')}
          withAsterisk
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          {...form.getInputProps('login')}
        />
        <TextInput label={t('person.name')} withAsterisk autoComplete="off" {...form.getInputProps('name')} />
        <TextInput
          label={t('person.email')}
          type="email"
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        <Radio.Group label={t('login.password')} {...form.getInputProps('how')}>
          <Stack gap="xs" mt={6}>
            <Radio value="generated" label={t('people.generated')} />
            <Radio value="own" label={t('people.ownPassword')} />
          </Stack>
        </Radio.Group>
        {form.values.how === 'own' && (
          <PasswordInput
            aria-label={t('login.password')}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
        )}
        <GroupsField
          label={t('peopleGroups.field')}
          value={form.values.groups}
          change={(groups) => form.setFieldValue('groups', groups)}
        />
        {asked && (
          <PermissionOfNew
            value={form.values.participation}
            error={form.errors.participation?.toString()}
            change={(value) => form.setFieldValue('participation', value)}
          />
        )}
        <Switch
          label={t('person.administrator')}
          description={t('people.adminHint')}
          {...form.getInputProps('admin', { type: 'checkbox' })}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={cancel}>
            {t('confirm.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('people.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PermissionProps {
  value?: Draft;
  error?: string;
  change: (value?: Draft) => void;
}

/** The permission that all new accounts get, or another one for this person. */
function PermissionOfNew({ value, error, change }: PermissionProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Switch
        label={t('peopleRights.usualPermission')}
        description={t('peopleRights.usualPermissionHint')}
        checked={!value}
        onChange={(e) => change(e.currentTarget.checked ? undefined : draftOf(undefined))}
      />
      {value && (
        <ParticipationField
          label={t('participation.field')}
          value={value}
          error={error}
          change={(draft) => change(draft)}
        />
      )}
    </Stack>
  );
}
