import { Button, Drawer, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { type Conference, conferenceKey } from '../data/conference';
import { addRegistrant, registrantsKey } from '../data/registrants';
import { usualFields } from '../editor/registration/fields';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { nameOf } from './fieldNames';

interface Props {
  conference: Conference;
  opened: boolean;
  close: () => void;
  /** Shows the card of one. */
  show: (id: string) => void;
}

/** Somebody is registered by those who manage the conference, whether it is open or not. */
export function AddPerson(props: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={props.opened}
      onClose={props.close}
      title={t('registrants.add')}
      // A click beside it must not lose what was typed.
      closeOnClickOutside={false}
    >
      {props.opened && <Form {...props} />}
    </Drawer>
  );
}

function Form({ conference, close, show }: Props) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const fields = conference.registration?.fields ?? usualFields;
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const save = useMutation({
    mutationFn: () => addRegistrant(conference.id, answers, i18n.language),
    onSuccess: async (added) => {
      tell(
        t(added.mailed ? 'registrants.addedMailed' : 'registrants.added', {
          name: added.name,
          email: added.email,
        }),
      );
      close();
      await Promise.all([
        queries.invalidateQueries({ queryKey: registrantsKey(conference.id) }),
        queries.invalidateQueries({ queryKey: conferenceKey(conference.id) }),
      ]);
      if (!added.mailed) show(added.id); // the link is to be passed on
    },
    onError: (error) => {
      const field =
        error instanceof ApiError && fields.some(({ key }) => key === error.field) ? error.field : '';
      setWrong({ [field]: errorText(t, error) });
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const missing = fields.filter(({ key, required }) => required && !answers[key]?.trim());
    setWrong(Object.fromEntries(missing.map(({ key }) => [key, t('errors.answer_required')])));
    if (missing.length === 0) save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('registrants.addHint')}
        </Text>
        <Fault text={wrong[''] ?? ''} />
        {fields.map((field, n) => (
          <TextInput
            key={field.key}
            type={field.key === 'email' ? 'email' : field.key === 'phone' ? 'tel' : 'text'}
            label={nameOf(t, field)}
            withAsterisk={field.required}
            data-autofocus={n === 0 || undefined}
            maxLength={field.key.endsWith('_name') ? 50 : field.key === 'email' ? 254 : 1000}
            value={answers[field.key] ?? ''}
            error={wrong[field.key]}
            onChange={(e) => {
              setAnswers({ ...answers, [field.key]: e.currentTarget.value });
              setWrong({ ...wrong, [field.key]: '' });
            }}
          />
        ))}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('editor.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('registrants.addDo')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
