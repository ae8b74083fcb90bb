import { Button, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { AccessType } from '../data/conference';
import { useServer } from '../data/session';
import { templatesQuery } from '../data/templates';
import { Choices } from '../parts/Choices';
import { PageTitle } from '../parts/PageTitle';
import { listOf } from '../planning/places';
import classes from './Editor.module.css';

const types: AccessType[] = ['internal', 'public'];

/** G2: who may come, and whether to begin with a template. The choice stands in the address. */
export function StepOne({ scheduled }: { scheduled: boolean }) {
  const { t } = useTranslation();
  const [, setParams] = useSearchParams();
  const guestsAllowed = useServer()?.guestsAllowed ?? true;
  const templates = useQuery(templatesQuery).data?.items ?? [];
  const [type, setType] = useState<AccessType>('internal');
  const [template, setTemplate] = useState('');
  const what = scheduled ? 'schedule' : 'room';
  return (
    <form
      className={classes.page}
      onSubmit={(e) => {
        e.preventDefault();
        setParams(template ? { template } : { type });
      }}
    >
      <PageTitle>{t(`plan.${what}.newTitle`)}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t(`plan.${what}.newHint`)}
      </Text>
      <Paper withBorder className={classes.step}>
        <Stack gap="lg">
          {templates.length > 0 && (
            <Select
              label={t('plan.template.choose')}
              description={t('plan.template.chooseHint')}
              value={template}
              onChange={(value) => setTemplate(value ?? '')}
              searchable={templates.length > 7}
              data={[
                { value: '', label: t('plan.template.none') },
                ...templates.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          {!template && (
            <Choices
              label={t('room.accessType')}
              value={type}
              onChange={setType}
              description={type === 'public' && !guestsAllowed ? t('editor.guestsForbidden') : undefined}
              options={types.map((value) => ({
                value,
                name: t(`plan.type.${value}`),
                explanation: t(`editor.access.${value}`),
              }))}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" component={Link} to={listOf(scheduled)}>
              {t('editor.cancel')}
            </Button>
            <Button type="submit">{t('plan.continue')}</Button>
          </Group>
        </Stack>
      </Paper>
    </form>
  );
}
