import { Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Closing, Registration } from '../data/registration';
import { clockIn, momentOf } from '../data/zone';
import { Choices } from '../parts/Choices';
import { byDate } from '../registrations/closing';
import { closingOf, isRepeated, meetingsOf } from './draft';
import type { PanelProps } from './panels';
import { FormFields } from './registration/FormFields';
import { FormSwitches } from './registration/FormSwitches';
import { usualFields } from './registration/fields';

const closings: Closing[] = ['at_start', 'at_end', 'by_date', 'never'];

/** G20–G25: whether and until when one registers, and what one is asked. */
export function RegistrationTab({ form, room, kind }: PanelProps) {
  const { t } = useTranslation();
  const { registration } = form.values;
  const set = (some: Partial<Registration>) =>
    form.setFieldValue('registration', { ...registration, ...some });
  const fields = registration.fields ?? usualFields;
  const locked = (room?.registration?.fields?.length ?? 0) > 0;
  return (
    <Stack gap="lg">
      <Switch
        label={t('registration.on')}
        description={t('registration.onHint')}
        checked={registration.on}
        data-field="registration"
        onChange={(e) => set({ on: e.currentTarget.checked })}
      />
      {registration.on && (
        <>
          {form.errors.registration && (
            <Text size="sm" c="danger" role="alert">
              {form.errors.registration}
            </Text>
          )}
          {kind === 'template' ? (
            <Text size="sm" c="dimmed">
              {t('registration.closingLater')}
            </Text>
          ) : (
            <Until form={form} set={set} />
          )}
          <Switch
            label={t('registration.closeWhenFull')}
            description={t('registration.closeWhenFullHint')}
            checked={registration.closeWhenFull ?? false}
            onChange={(e) => set({ closeWhenFull: e.currentTarget.checked })}
          />
          <Switch
            label={t('registration.usersTakePart')}
            description={t('registration.usersTakePartHint')}
            checked={registration.usersTakePart ?? false}
            onChange={(e) => set({ usersTakePart: e.currentTarget.checked })}
          />
          {!locked && <FormSwitches fields={fields} change={(next) => set({ fields: next })} />}
          <FormFields fields={fields} locked={locked} change={(next) => set({ fields: next })} />
        </>
      )}
    </Stack>
  );
}

/** G21. */
function Until({ form, set }: Pick<PanelProps, 'form'> & { set: (some: Partial<Registration>) => void }) {
  const { t } = useTranslation();
  const { closesAt } = form.values.registration;
  const { zone } = form.values.meeting;
  const closing = closingOf(form.values);
  const repeated = isRepeated(form.values);
  // What is typed, for a year is no date before its last digit.
  const [typed, setTyped] = useState(closesAt ? clockIn(zone, new Date(closesAt)) : '');
  return (
    <Stack gap="sm">
      <Choices
        as="lines"
        label={t('registration.closing')}
        value={closing}
        onChange={(value) => set({ closing: value })}
        options={closings
          .filter((value) => value !== 'never' || repeated)
          .map((value) => ({
            value,
            name: t(`registration.closes.${value}${repeated && value.startsWith('at_') ? '_repeated' : ''}`),
          }))}
      />
      {closing === 'by_date' && (
        <TextInput
          type="datetime-local"
          label={t('registration.closesAt', { zone })}
          withAsterisk
          maw={420}
          description={closesAt && t(`registration.byDate.${byDate(closesAt, meetingsOf(form.values))}`)}
          value={typed}
          onChange={(e) => {
            const clock = e.currentTarget.value.slice(0, 16);
            setTyped(clock);
            set({ closesAt: /^2\d{3}-/.test(clock) ? momentOf(clock, zone).toISOString() : undefined });
          }}
        />
      )}
    </Stack>
  );
}
