import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { UnsavedWarning } from '../editor/UnsavedWarning';
import { Fault } from '../parts/Fault';
import { PageTitle } from '../parts/PageTitle';
import classes from './Admin.module.css';

interface Props {
  title: string;
  hint?: string;
  /** What is wrong with it as a whole. */
  fault: string;
  dirty: boolean;
  saving: boolean;
  onSubmit: (e: FormEvent<HTMLFormElement>) => void;
  discard: () => void;
  /** What stands below the sheet. */
  below?: ReactNode;
  /** Its sections. */
  children: ReactNode;
}

/** A page that is a form: what is changed stays unsaved until one says so. */
export function PageForm({ title, hint, fault, dirty, saving, onSubmit, discard, below, children }: Props) {
  const { t } = useTranslation();
  return (
    <form className={classes.settings} onSubmit={onSubmit} noValidate>
      <div className={classes.page}>
        <PageTitle mb={hint ? undefined : 'lg'}>{title}</PageTitle>
        {hint && (
          <Text c="dimmed" size="sm" mb="lg">
            {hint}
          </Text>
        )}
        <Fault text={fault} mb="md" />
        <Paper withBorder>{children}</Paper>
        {below}
      </div>
      <div className={classes.bar}>
        <Text size="sm" c="dimmed" flex={1} role="status">
          {dirty && t('editor.unsaved')}
        </Text>
        <Button variant="default" disabled={!dirty} onClick={discard}>
          {t('people.discard')}
        </Button>
        <Button type="submit" loading={saving} disabled={!dirty}>
          {t('editor.save')}
        </Button>
      </div>
      <UnsavedWarning when={() => dirty} />
    </form>
  );
}

/** A part of such a page: what it is about, and beside it its fields. */
export function FormSection({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <Title order={2} size="h3" id={id}>
          {title}
        </Title>
        <Text size="sm" c="dimmed" mt={4}>
          {hint}
        </Text>
      </div>
      <Stack gap="md">{children}</Stack>
    </section>
  );
}
