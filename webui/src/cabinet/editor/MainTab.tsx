import { Checkbox, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { maxWindows } from '../../layout/layout';
import { type AccessType, modes } from '../data/conference';
import { useServer } from '../data/session';
import { Choices } from '../parts/Choices';
import { ModeIcon } from '../rooms/ModeIcon';
import { hasPodium, type Launch } from './draft';
import classes from './MainTab.module.css';
import type { PanelProps } from './panels';
import { Reminders } from './Reminders';
import { ScheduleFields } from './ScheduleFields';

const accessTypes: AccessType[] = ['internal', 'public'];

const launches: Launch[] = ['schedule', 'room'];

/** G2–G6: name, when, who may come, mode, number of speakers. */
export function MainTab({ form, kind, room, isNew }: PanelProps) {
  const { t } = useTranslation();
  const guestsAllowed = useServer()?.guestsAllowed ?? true;
  const { mode, access, launch } = form.values;
  const timed = kind === 'conference' && !room?.personal;
  return (
    <Stack gap="lg">
      <TextInput
        label={t('editor.name')}
        placeholder={t('editor.namePlaceholder')}
        withAsterisk
        maxLength={220}
        data-autofocus
        {...form.getInputProps('name')}
      />
      {timed && (
        <Choices
          label={t('plan.launch')}
          value={launch}
          onChange={(value) => form.setFieldValue('launch', value)}
          error={form.errors.launch}
          options={launches.map((value) => ({
            value,
            name: t(`plan.${value}.name`),
            explanation: t(`plan.${value}.explanation`),
          }))}
        />
      )}
      {timed && launch === 'schedule' && (
        <>
          <ScheduleFields form={form} />
          <Reminders form={form} />
        </>
      )}
      <Choices
        label={t('room.accessType')}
        value={access}
        onChange={(value) => form.setFieldValue('access', value)}
        error={form.errors.access}
        description={access === 'public' && !guestsAllowed ? t('editor.guestsForbidden') : undefined}
        options={accessTypes.map((value) => ({
          value,
          name: t(`room.access.${value}`),
          explanation: t(`editor.access.${value}`),
        }))}
      />
      <Choices
        label={t('room.mode')}
        value={mode}
        onChange={(value) => form.setFieldValue('mode', value)}
        error={form.errors.mode}
        options={modes.map((value) => ({
          value,
          name: t(`mode.${value}.name`),
          explanation: t(`mode.${value}.explanation`),
          picture: (
            <span className={classes.mode}>
              <ModeIcon mode={value} size={26} />
            </span>
          ),
        }))}
      />
      {hasPodium(mode) && (
        <NumberInput
          label={t('editor.maxSpeakers')}
          description={t('editor.maxSpeakersHint')}
          min={1}
          max={maxWindows}
          allowDecimal={false}
          allowNegative={false}
          w={{ base: '100%', xs: 260 }}
          {...form.getInputProps('maxSpeakers')}
        />
      )}
      <Switch
        label={t('plan.waitForOwner')}
        description={t('plan.waitForOwnerHint')}
        {...form.getInputProps('waitForOwner', { type: 'checkbox' })}
      />
      {isNew && kind === 'conference' && (
        <Checkbox
          label={t('plan.saveAsTemplate')}
          description={t('plan.saveAsTemplateHint')}
          {...form.getInputProps('saveAsTemplate', { type: 'checkbox' })}
        />
      )}
    </Stack>
  );
}
