import { Button, Drawer, Group, MultiSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError } from '../../api/problem';
import {
  type Contact,
  cardOf,
  changeContact,
  contactsKey,
  groupsQuery,
  makeContact,
  ownBook,
} from '../data/contacts';
import { errorText } from '../i18n/errorText';
import { Choices } from '../parts/Choices';
import { Fault } from '../parts/Fault';
import { tell } from '../parts/tell';
import { useBook } from './book';
import { type ContactForm, emptyContact, fromForm, toForm } from './contactForm';

interface Props {
  /** The one that is changed; without one a new one is made. */
  contact?: Contact;
  /** What a new one begins with. */
  draft?: Pick<Contact, 'name'> & Partial<Contact>;
  opened: boolean;
  close: () => void;
}

/** The form of a contact, beside the list. */
export function ContactDrawer(props: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={props.opened}
      onClose={props.close}
      title={props.contact ? props.contact.name : t('contacts.add')}
      // A click beside it must not lose what was typed.
      closeOnClickOutside={false}
    >
      {props.opened && <Form {...props} />}
    </Drawer>
  );
}

function Form({ contact, draft, close }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  // What is kept from elsewhere goes into the own book.
  const here = useBook();
  const book = draft ? ownBook : here;
  const [general, setGeneral] = useState('');
  const groups = (useQuery(groupsQuery).data ?? []).filter((g) => g.source === book.source);
  const form = useForm<ContactForm>({
    initialValues: contact
      ? toForm(contact)
      : draft
        ? { ...toForm(draft), groups: [], note: '' }
        : emptyContact,
    validate: {
      name: (v) => (v.trim() ? null : t('contacts.nameMissing')),
      address: (v) => (v.trim() ? null : t('contacts.addressMissing')),
    },
  });
  const save = useMutation({
    mutationFn: (values: ContactForm) =>
      contact
        ? changeContact(book, contact.id, contact.revision, fromForm(values))
        : makeContact(book, fromForm(values)),
    onSuccess: async (saved) => {
      tell(t('contacts.saved', { name: saved.name }));
      await queries.invalidateQueries({ queryKey: contactsKey });
      close();
      if (!contact) void navigate(cardOf(book, saved.id));
    },
    onError: (error) => {
      const field = error instanceof ApiError ? error.field : undefined;
      if (field === 'login' || field === 'dial' || field === 'email')
        form.setFieldError('address', errorText(t, error));
      else if (field === 'name') form.setFieldError('name', errorText(t, error));
      else setGeneral(errorText(t, error));
    },
  });
  const mail = form.values.way === 'email';
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => {
        setGeneral('');
        save.mutate(values);
      })}
    >
      <Stack gap="lg">
        <Fault text={general} />
        <TextInput
          label={t('contacts.name')}
          maxLength={100}
          withAsterisk
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Choices
          as="lines"
          label={t('contacts.way')}
          value={form.values.way}
          onChange={(way) => form.setFieldValue('way', way)}
          options={[
            { value: 'dial', name: t('contacts.wayDial') },
            { value: 'email', name: t('contacts.wayMail') },
          ]}
        />
        <TextInput
          label={t(mail ? 'contacts.fact.email' : 'contacts.address')}
          description={mail ? undefined : t('contacts.addressHint')}
          placeholder={mail ? 'name@company.com' : '#sip:8001'}
          type={mail ? 'email' : 'text'}
          withAsterisk
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('address')}
        />
        {groups.length > 0 && (
          <MultiSelect
            label={t('contacts.fact.groups')}
            data={groups.map((g) => ({ value: g.id, label: g.name }))}
            {...form.getInputProps('groups')}
          />
        )}
        <Textarea
          label={t('contacts.fact.note')}
          maxLength={1000}
          autosize
          minRows={2}
          {...form.getInputProps('note')}
        />
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
