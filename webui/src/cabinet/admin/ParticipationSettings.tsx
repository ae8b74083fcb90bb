import { NumberInput, Select, Switch } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { kinds } from '../participation/draft';
import type { SettingsForm } from './settingsForm';

/** D6: whether accounts need permission to take part in conferences. */
export function ParticipationSettings({ form }: { form: UseFormReturnType<SettingsForm> }) {
  const { t } = useTranslation();
  const { required, initial } = form.values.participation;
  const toggle = (name: 'required' | 'shown' | 'prolong') => (
    <Switch
      label={t(`participation.settings.${name}`)}
      description={t(`participation.settings.${name}Hint`)}
      disabled={name !== 'required' && !required}
      {...form.getInputProps(`participation.${name}`, { type: 'checkbox' })}
    />
  );
  return (
    <>
      {toggle('required')}
      {toggle('shown')}
      {toggle('prolong')}
      <Select
        label={t('participation.settings.initial')}
        data={kinds.map((value) => ({
          value,
          label: t(value === 'until' ? 'participation.settings.forDays' : `participation.kind.${value}`),
        }))}
        allowDeselect={false}
        disabled={!required}
        {...form.getInputProps('participation.initial')}
      />
      {initial === 'until' && (
        <NumberInput
          label={t('participation.settings.days')}
          min={1}
          max={3650}
          allowDecimal={false}
          disabled={!required}
          {...form.getInputProps('participation.initialDays')}
        />
      )}
    </>
  );
}
