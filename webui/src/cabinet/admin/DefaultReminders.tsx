import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { durationText } from '../i18n/durations';

/** Minutes before the start that are offered. */
const offered = [5, 10, 15, 30, 60, 120, 1440, 2880, 10_080];

interface Props {
  value?: string[];
  onChange?: (value: string[]) => void;
  error?: ReactNode;
  disabled: boolean;
}

/** G5: when people are reminded of meetings whose owners chose nothing, at most four times. */
export function DefaultReminders({ value = [], ...rest }: Props) {
  const { t, i18n } = useTranslation();
  const known = [...new Set([...offered, ...value.map(Number)])].sort((a, b) => a - b);
  return (
    <MultiSelect
      {...rest}
      label={t('policy.reminders')}
      description={t('policy.remindersHint')}
      placeholder={value.length === 0 ? t('policy.noReminder') : undefined}
      value={value}
      maxValues={4}
      data={known.map((n) => ({
        value: String(n),
        label: t('reminders.before', { time: durationText(n, i18n.language) }),
      }))}
    />
  );
}
