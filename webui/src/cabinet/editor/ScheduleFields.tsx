import { Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { durationText } from '../i18n/durations';
import type { RoomFormHandle } from './form';
import { durations, keptChanges, type Meeting } from './meeting';
import { Preview } from './Preview';
import { RepeatFields } from './RepeatFields';
import { follow } from './repeat';
import classes from './Schedule.module.css';
import { ZoneSelect } from './ZoneSelect';

/** G5: when it begins, how long it takes, how it repeats; with the next dates below. */
export function ScheduleFields({ form }: { form: RoomFormHandle }) {
  const { meeting } = form.values;
  return (
    <MeetingFields
      meeting={meeting}
      change={(next) => form.setFieldValue('meeting', next)}
      error={form.errors.meeting?.toString()}
    />
  );
}

interface Props {
  meeting: Meeting;
  change: (meeting: Meeting) => void;
  error?: string;
}

export function MeetingFields({ meeting, change, error }: Props) {
  const { t } = useTranslation();
  const { date, time, zone, minutes, repeat } = meeting;
  const set = (some: Partial<Meeting>) => change({ ...meeting, ...some });
  const lost = (meeting.stored?.changes?.length ?? 0) - keptChanges(meeting).length;
  return (
    <Stack gap="md">
      <Group gap="sm" align="flex-start" className={classes.when}>
        <TextInput
          type="date"
          label={t(repeat.unit === 'none' ? 'plan.date' : 'plan.firstDate')}
          withAsterisk
          value={date}
          data-field="meeting"
          onChange={(e) => {
            const next = e.currentTarget.value;
            set({ date: next, repeat: date && next ? follow(repeat, date, next) : repeat });
          }}
        />
        <TextInput
          type="time"
          label={t('plan.time')}
          withAsterisk
          value={time}
          onChange={(e) => set({ time: e.currentTarget.value })}
        />
        <Duration minutes={minutes} change={(next) => set({ minutes: next })} />
      </Group>
      <ZoneSelect zone={zone} change={(next) => set({ zone: next })} />
      <RepeatFields
        repeat={repeat}
        date={date}
        change={(next, first) => set({ repeat: next, date: first })}
      />
      {error && (
        <Text size="sm" c="danger" role="alert">
          {error}
        </Text>
      )}
      {lost > 0 && (
        <Text size="sm" role="status">
          {t('plan.changesLost', { count: lost })}
        </Text>
      )}
      <Preview meeting={meeting} />
    </Stack>
  );
}

/** One of the usual durations, or any. */
export function Duration({ minutes, change }: { minutes: number; change: (minutes: number) => void }) {
  const { t, i18n } = useTranslation();
  const usual = durations.some((d) => d === minutes);
  const [own, setOwn] = useState(!usual);
  return (
    <>
      <Select
        label={t('plan.duration')}
        value={own ? 'own' : String(minutes)}
        onChange={(value) => {
          setOwn(value === 'own');
          if (value && value !== 'own') change(Number(value));
        }}
        data={[
          ...durations.map((d) => ({ value: String(d), label: durationText(d, i18n.language) })),
          { value: 'own', label: t('plan.ownDuration') },
        ]}
        maxDropdownHeight={320}
      />
      {own && (
        <NumberInput
          label={t('plan.minutes')}
          description={durationText(minutes, i18n.language)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={1}
          max={10_080}
          allowDecimal={false}
          allowNegative={false}
          value={minutes}
          onChange={(value) => change(Number(value) || 0)}
        />
      )}
    </>
  );
}
