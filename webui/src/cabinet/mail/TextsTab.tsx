import {
  Badge,
  Button,
  Group,
  Modal,
  Select,
  Skeleton,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { type Language, languages } from '../../i18n/language';
import { type LetterText, previewText, resetText, setText, textsQuery } from '../data/mail';
import { UnsavedWarning } from '../editor/UnsavedWarning';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { tell, tellError } from '../parts/tell';
import { Failure } from '../shell/Failure';
import classes from './Mail.module.css';

/** What letters say, by occasion and language. */
export function TextsTab() {
  const { t, i18n } = useTranslation();
  const texts = useQuery({ ...textsQuery, refetchOnWindowFocus: false });
  const [occasion, setOccasion] = useState('invited');
  const [language, setLanguage] = useState(i18n.language);
  if (texts.error && !texts.data) return <Failure error={texts.error} retry={() => texts.refetch()} />;
  if (!texts.data) return <Skeleton height={360} aria-hidden />;
  const occasions = [...new Set(texts.data.items.map((one) => one.occasion))];
  const text = texts.data.items.find((one) => one.occasion === occasion && one.language === language);
  return (
    <Stack gap="lg">
      <div className={classes.two}>
        <Select
          label={t('mail.texts.occasion')}
          value={occasion}
          onChange={(value) => value && setOccasion(value)}
          allowDeselect={false}
          data={occasions.map((value) => ({ value, label: t(`mail.occasion.${value}`) }))}
        />
        <Select
          label={t('language.label')}
          value={language}
          onChange={(value) => value && setLanguage(value)}
          allowDeselect={false}
          data={languages.map((value: Language) => ({ value, label: t(`language.${value}`) }))}
        />
      </div>
      {text && (
        <Editor
          key={`${occasion} ${language} ${text.own} ${text.subject} ${text.body}`}
          text={text}
          places={texts.data.places}
        />
      )}
    </Stack>
  );
}

function Editor({ text, places }: { text: LetterText; places: string[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const form = useForm({ initialValues: { subject: text.subject, body: text.body } });
  const refused = (error: unknown) => {
    if (error instanceof ApiError && error.field in form.values)
      form.setFieldError(error.field, errorText(t, error));
    else setGeneral(errorText(t, error));
  };
  const reload = () => queries.invalidateQueries({ queryKey: textsQuery.queryKey });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => setText({ ...text, ...values }),
    onSuccess: () => {
      form.resetDirty();
      tell(t('mail.texts.saved'));
      return reload();
    },
    onError: refused,
  });
  const reset = useMutation({
    mutationFn: () => resetText(text),
    onSuccess: reload,
    onError: (error) => tellError(t, error),
  });
  const preview = useMutation({
    mutationFn: () => previewText({ ...text, ...form.values }),
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
      <Stack gap="md">
        <Fault text={general} />
        {text.own && (
          <Badge variant="light" tt="none">
            {t('mail.texts.own')}
          </Badge>
        )}
        <TextInput label={t('mail.texts.subject')} maxLength={200} {...form.getInputProps('subject')} />
        <Textarea
          label={t('mail.texts.body')}
          description={t('mail.texts.bodyHint')}
          autosize
          minRows={5}
          maxRows={20}
          maxLength={5000}
          {...form.getInputProps('body')}
        />
        <div>
          <Text size="sm" fw={500}>
            {t('mail.texts.places')}
          </Text>
          <ul className={classes.places}>
            {places.map((place) => (
              <li key={place}>
                <code>{`{{${place}}}`}</code>{' '}
                <Text component="span" size="sm" c="dimmed">
                  {t(`mail.place.${place}`)}
                </Text>
              </li>
            ))}
          </ul>
        </div>
        <Group justify="flex-end" gap="sm">
          {text.own && (
            <Button variant="subtle" color="gray" loading={reset.isPending} onClick={() => reset.mutate()}>
              {t('mail.texts.reset')}
            </Button>
          )}
          <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
            {t('mail.texts.preview')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('editor.save')}
          </Button>
        </Group>
      </Stack>
      <Modal opened={preview.isSuccess} onClose={preview.reset} size="lg" title={preview.data?.subject}>
        {preview.data && (
          // A letter is a page of its own, without rights and scripts.
          <iframe
            className={classes.letter}
            sandbox=""
            title={t('mail.texts.preview')}
            srcDoc={preview.data.html}
          />
        )}
      </Modal>
      <UnsavedWarning when={() => form.isDirty()} />
    </form>
  );
}
