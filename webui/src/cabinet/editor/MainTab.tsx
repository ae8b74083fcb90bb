import { NumberInput, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { maxWindows } from '../../layout/layout';
import { type AccessType, modes } from '../data/conference';
import { useServer } from '../data/session';
import { Choices } from '../parts/Choices';
import { ModeIcon } from '../rooms/ModeIcon';
import { hasPodium } from './draft';
import type { RoomFormHandle } from './form';
import classes from './MainTab.module.css';

const accessTypes: AccessType[] = ['internal', 'public'];

/** G2, G3: name, who may come, mode, number of speakers. */
export function MainTab({ form }: { form: RoomFormHandle }) {
  const { t } = useTranslation();
  const guestsAllowed = useServer()?.guestsAllowed ?? true;
  const { mode, access } = form.values;
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
    </Stack>
  );
}
