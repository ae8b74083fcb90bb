import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { languages } from '../../i18n/language';
import { participationKey } from '../data/participation';
import { serverQuery } from '../data/session';
import { changeSettings, type ServerSettings, settingsQuery } from '../data/settings';
import { isEMail } from '../editor/draft';
import { ZoneSelect } from '../editor/ZoneSelect';
import { errorText } from '../i18n/errorText';
import { tell } from '../parts/tell';
import { DefaultReminders } from './DefaultReminders';
import { FormSection, PageForm } from './PageForm';
import { ParticipationSettings } from './ParticipationSettings';
import { SettingsFrame } from './SettingsFrame';
import { arePatterns, fromForm, isGroup, type SettingsForm, toForm } from './settingsForm';

export function SettingsPage() {
  const { t } = useTranslation();
  return <SettingsFrame title={t('settings.title')} Form={Form} />;
}

function Form({ settings }: { settings: ServerSettings }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [general, setGeneral] = useState('');
  const number = (low: number, high: number) => (v: number | string) =>
    typeof v === 'number' && v >= low && v <= high ? null : t('problem.range', { low, high });
  const form = useForm<SettingsForm>({
    initialValues: toForm(settings),
    validateInputOnBlur: true,
    validate: {
      serverName: (v) => (v.trim() ? null : t('problem.serverName')),
      contacts: { email: (v) => (!v.trim() || isEMail(v) ? null : t('problem.email')) },
      equipmentUrl: (v) => (!v.trim() || /^https?:\/\/\S+$/.test(v.trim()) ? null : t('problem.url')),
      lockout: { attempts: number(0, 1000), minutes: number(1, 10_080) },
      limits: {
        participants: number(2, 10_000),
        conferencesPerUser: number(1, 100_000),
        fileMB: number(0, 10_240),
        userFileGB: number(0, 100_000),
        conferenceFileGB: number(0, 100_000),
      },
      participation: { initialDays: number(1, 3650) },
      recording: { maxHours: number(1, 24), keepDays: number(0, 36_500) },
      messages: { keepDays: number(0, 36_500) },
      instant: { keepDays: number(0, 36_500) },
      streams: {
        readers: number(0, 100_000),
        readersOfEach: number(0, 10_000),
        ttl: number(1, 255),
        group: (v) => (isGroup(v) ? null : t('problem.group')),
      },
      calls: { numbers: (v) => (arePatterns(v) ? null : t('problem.patterns')) },
    },
  });
  const save = useMutation({
    mutationFn: (values: SettingsForm) => changeSettings(fromForm(values, settings)),
    onSuccess: async () => {
      form.resetDirty();
      tell(t('settings.saved'));
      await Promise.all([
        queries.invalidateQueries({ queryKey: settingsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: serverQuery.queryKey }),
        queries.invalidateQueries({ queryKey: participationKey }),
      ]);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) form.setFieldError(error.field, errorText(t, error));
      else setGeneral(errorText(t, error));
    },
  });
  return (
    <PageForm
      title={t('settings.title')}
      fault={general}
      dirty={form.isDirty()}
      saving={save.isPending}
      onSubmit={form.onSubmit((values) => {
        setGeneral('');
        save.mutate(values);
      })}
      discard={() => form.reset()}
    >
      <Section name="server">
        <TextInput label={t('settings.serverName')} withAsterisk {...form.getInputProps('serverName')} />
        <Select
          label={t('settings.language')}
          description={t('settings.languageHint')}
          data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
          {...form.getInputProps('language')}
        />
        <ZoneSelect
          description={t('policy.zoneHint')}
          zone={form.values.zone}
          error={form.errors.zone}
          change={(zone) => form.setFieldValue('zone', zone)}
        />
        <TextInput
          label={t('settings.equipmentUrl')}
          description={t('settings.equipmentHint')}
          type="url"
          placeholder="https://"
          {...form.getInputProps('equipmentUrl')}
        />
      </Section>
      <Section name="contacts">
        <TextInput label={t('person.name')} {...form.getInputProps('contacts.name')} />
        <TextInput label={t('settings.phone')} type="tel" {...form.getInputProps('contacts.phone')} />
        <TextInput label={t('person.email')} type="email" {...form.getInputProps('contacts.email')} />
      </Section>
      <Section name="lockout">
        <NumberInput
          label={t('settings.attempts')}
          description={t('settings.attemptsHint')}
          allowDecimal={false}
          min={0}
          {...form.getInputProps('lockout.attempts')}
        />
        <NumberInput
          label={t('settings.minutes')}
          allowDecimal={false}
          min={1}
          suffix={` ${t('unit.min')}`}
          {...form.getInputProps('lockout.minutes')}
        />
      </Section>
      <Section name="guests">
        <Switch
          label={t('settings.guestsAllowed')}
          description={t('settings.guestsHint')}
          {...form.getInputProps('guests.allowed', { type: 'checkbox' })}
        />
      </Section>
      <Section name="people">
        <Switch
          label={t('policy.listAll')}
          description={t('policy.listAllHint')}
          {...form.getInputProps('people.listAll', { type: 'checkbox' })}
        />
      </Section>
      <Section name="planning">
        <Switch
          label={t('policy.remind')}
          description={t('policy.remindHint')}
          {...form.getInputProps('planning.remindersAllowed', { type: 'checkbox' })}
        />
        <DefaultReminders
          disabled={!form.values.planning.remindersAllowed}
          {...form.getInputProps('planning.reminders')}
        />
      </Section>
      <Section name="participation">
        <ParticipationSettings form={form} />
      </Section>
      <Section name="limits">
        <NumberInput
          label={t('settings.participants')}
          allowDecimal={false}
          thousandSeparator=" "
          {...form.getInputProps('limits.participants')}
        />
        <NumberInput
          label={t('settings.conferencesPerUser')}
          allowDecimal={false}
          thousandSeparator=" "
          {...form.getInputProps('limits.conferencesPerUser')}
        />
        <NumberInput
          label={t('settings.file')}
          description={t('settings.fileHint')}
          suffix={` ${t('unit.mb')}`}
          {...form.getInputProps('limits.fileMB')}
        />
        <NumberInput
          label={t('settings.userFiles')}
          suffix={` ${t('unit.gb')}`}
          {...form.getInputProps('limits.userFileGB')}
        />
        <NumberInput
          label={t('settings.conferenceFiles')}
          suffix={` ${t('unit.gb')}`}
          {...form.getInputProps('limits.conferenceFileGB')}
        />
      </Section>
      <Section name="recording">
        <Switch
          label={t('settings.recordingEnabled')}
          description={t('settings.recordingHint')}
          {...form.getInputProps('recording.enabled', { type: 'checkbox' })}
        />
        <NumberInput
          label={t('settings.recordingHours')}
          description={t('settings.recordingHoursHint')}
          allowDecimal={false}
          min={1}
          max={24}
          suffix={` ${t('unit.h')}`}
          {...form.getInputProps('recording.maxHours')}
        />
        <NumberInput
          label={t('settings.recordingDays')}
          description={t('settings.recordingDaysHint')}
          allowDecimal={false}
          min={0}
          suffix={` ${t('unit.days')}`}
          {...form.getInputProps('recording.keepDays')}
        />
      </Section>
      <Section name="keeping">
        <NumberInput
          label={t('policy.messageDays')}
          description={t('policy.messageDaysHint')}
          allowDecimal={false}
          min={0}
          suffix={` ${t('unit.days')}`}
          {...form.getInputProps('messages.keepDays')}
        />
        <NumberInput
          label={t('policy.instantDays')}
          description={t('policy.instantDaysHint')}
          allowDecimal={false}
          min={0}
          suffix={` ${t('unit.days')}`}
          {...form.getInputProps('instant.keepDays')}
        />
      </Section>
      <Section name="streams">
        <Switch
          label={t('settings.streamsEnabled')}
          description={t('settings.streamsHint')}
          {...form.getInputProps('streams.enabled', { type: 'checkbox' })}
        />
        <NumberInput
          label={t('settings.streamReaders')}
          description={t('settings.streamReadersHint')}
          allowDecimal={false}
          min={0}
          {...form.getInputProps('streams.readers')}
        />
        <NumberInput
          label={t('settings.streamReadersOfEach')}
          description={t('settings.streamReadersOfEachHint')}
          allowDecimal={false}
          min={0}
          {...form.getInputProps('streams.readersOfEach')}
        />
        <TextInput
          label={t('settings.streamGroup')}
          description={t('settings.streamGroupHint')}
          placeholder="224.0.1.224:4000-6000"
          {...form.getInputProps('streams.group')}
        />
        <NumberInput
          label={t('settings.streamTtl')}
          description={t('settings.streamTtlHint')}
          allowDecimal={false}
          min={1}
          max={255}
          {...form.getInputProps('streams.ttl')}
        />
      </Section>
      <Section name="calls">
        <Switch
          label={t('settings.callsEnabled')}
          description={t('settings.callsHint')}
          {...form.getInputProps('calls.enabled', { type: 'checkbox' })}
        />
        <Switch
          label={t('settings.camerasEnabled')}
          description={t('settings.camerasHint')}
          {...form.getInputProps('calls.cameras', { type: 'checkbox' })}
        />
        <Textarea
          label={t('settings.numbers')}
          description={t('settings.numbersHint')}
          autosize
          minRows={2}
          maxRows={10}
          {...form.getInputProps('calls.numbers')}
        />
      </Section>
    </PageForm>
  );
}

type SectionName =
  | 'server'
  | 'contacts'
  | 'lockout'
  | 'guests'
  | 'people'
  | 'planning'
  | 'participation'
  | 'limits'
  | 'recording'
  | 'keeping'
  | 'streams'
  | 'calls';

function Section({ name, children }: { name: SectionName; children: ReactNode }) {
  const { t } = useTranslation();
  const texts = textsOf(name);
  return (
    <FormSection title={t(`${texts}.title`)} hint={t(`${texts}.hint`)}>
      {children}
    </FormSection>
  );
}

/** Where the words of a section are, if not among the others. */
const elsewhere: Partial<Record<SectionName, string>> = {
  people: 'policy.section.people',
  planning: 'policy.section.planning',
  keeping: 'policy.section.keeping',
  participation: 'participation.settings',
};

const textsOf = (name: SectionName) => elsewhere[name] ?? `settings.section.${name}`;
