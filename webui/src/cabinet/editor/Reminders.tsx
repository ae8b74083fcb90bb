import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { durationText } from '../i18n/durations';
import { IconAction } from '../parts/IconAction';
import type { RoomFormHandle } from './form';
import classes from './Schedule.module.css';

/** Minutes before the start that are offered. */
const offered = [5, 10, 15, 30, 60, 120, 1440, 2880, 10_080] as const;
const most = 4;

/** G5: up to four reminders, or those of the administrator. */
export function Reminders({ form }: { form: RoomFormHandle }) {
  const { t, i18n } = useTranslation();
  const { reminders } = form.values;
  const set = (next: number[] | null) => form.setFieldValue('reminders', next);
  const own = reminders ?? [];
  const free = offered.filter((n) => !own.includes(n));
  return (
    <Stack gap="xs" role="group" aria-label={t('reminders.title')}>
      <Text size="sm" fw={500} aria-hidden>
        {t('reminders.title')}
      </Text>
      {own.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(reminders ? 'reminders.nobody' : 'reminders.administrator')}
        </Text>
      ) : (
        <ul className={classes.reminders}>
          {own.map((minutes, i) => (
            <li key={minutes}>
              <Select
                aria-label={t('reminders.one', { n: i + 1 })}
                value={String(minutes)}
                onChange={(value) => set(sorted(own.map((n, at) => (at === i ? Number(value) : n))))}
                data={sorted([...free, minutes]).map((n) => ({
                  value: String(n),
                  label: t('reminders.before', { time: durationText(n, i18n.language) }),
                }))}
              />
              <IconAction
                label={t('reminders.remove', { time: durationText(minutes, i18n.language) })}
                onClick={() => set(own.filter((_, at) => at !== i))}
              >
                <IconX size={18} aria-hidden />
              </IconAction>
            </li>
          ))}
        </ul>
      )}
      <Group gap="xs">
        {own.length < most && (
          <Button
            variant="light"
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set(sorted([...own, free.includes(15) ? 15 : (free[0] ?? 5)]))}
          >
            {t(own.length === 0 ? 'reminders.configure' : 'reminders.add')}
          </Button>
        )}
        {reminders && (
          <Button variant="subtle" size="xs" onClick={() => set(null)}>
            {t('reminders.useAdministrators')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const sorted = (list: readonly number[]) => [...list].sort((a, b) => b - a);
