import { Chip, Group, NumberInput, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type By,
  bysFor,
  type Day,
  firstOn,
  type Preset,
  presetOf,
  presets,
  type Repeat,
  type Unit,
  units,
  week,
  withPreset,
} from './repeat';
import { dayInMonth } from './repeatWords';
import classes from './Schedule.module.css';

interface Props {
  repeat: Repeat;
  /** Of the first meeting; it moves to the first of the chosen days. */
  date: string;
  change: (repeat: Repeat, date: string) => void;
}

/** How a meeting repeats. */
export function RepeatFields({ repeat, date, change }: Props) {
  const { t } = useTranslation();
  const [custom, setCustom] = useState(presetOf(repeat) === 'custom');
  const [strange] = useState(repeat.unit === 'other' ? repeat : undefined);
  const preset: Preset = custom ? 'custom' : presetOf(repeat);
  const set = (some: Partial<Repeat>) => change({ ...repeat, ...some }, date);
  if (!date) return null;
  return (
    <>
      <Select
        label={t('repeat.label')}
        value={preset}
        onChange={(value) => {
          const next = value as Preset;
          setCustom(next === 'custom');
          const chosen = next === 'other' && strange ? strange : withPreset(repeat, next, date);
          change(chosen, chosen.unit === 'week' ? firstOn(chosen.days, date) : date);
        }}
        data={[...presets, ...(strange ? (['other'] as const) : [])].map((value) => ({
          value,
          label: t(`repeat.preset.${value}`),
        }))}
      />
      {repeat.unit === 'other' && (
        <Text size="sm" c="dimmed">
          {t('repeat.other')}
        </Text>
      )}
      {custom && <Every repeat={repeat} date={date} set={set} />}
      {repeat.unit === 'week' && (custom || preset === 'week') && (
        <Days
          days={repeat.days}
          change={(days) => change({ ...repeat, days }, days.length > 0 ? firstOn(days, date) : date)}
        />
      )}
      {(repeat.unit === 'month' || repeat.unit === 'year') && (
        <InMonth repeat={repeat} date={date} set={set} />
      )}
      {repeat.unit !== 'none' && repeat.unit !== 'other' && <End repeat={repeat} date={date} set={set} />}
    </>
  );
}

interface PartProps {
  repeat: Repeat;
  date: string;
  set: (some: Partial<Repeat>) => void;
}

function Every({ repeat, date, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" align="flex-end" className={classes.often}>
      <NumberInput
        label={t('repeat.every')}
        min={1}
        max={99}
        allowDecimal={false}
        allowNegative={false}
        value={repeat.every}
        onChange={(value) => set({ every: Number(value) || 0 })}
      />
      <Select
        aria-label={t('repeat.unitLabel')}
        value={repeat.unit}
        onChange={(value) => {
          const unit = value as Unit;
          set({ unit, ...(unit === 'week' ? { days: withPreset(repeat, 'week', date).days } : {}) });
        }}
        data={units.map((unit) => ({
          value: unit,
          label: t(`repeat.unit.${unit}`, { count: repeat.every || 1 }),
        }))}
      />
    </Group>
  );
}

const chip = { label: classes.chip ?? '', iconWrapper: classes.noIcon ?? '' };

function Days({ days, change }: { days: Day[]; change: (days: Day[]) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.days}>
      <legend className={classes.legend}>{t('repeat.daysLabel')}</legend>
      <Chip.Group multiple value={days} onChange={(value) => change(value as Day[])}>
        <Group gap="xs">
          {week.map((day) => (
            <Chip key={day} value={day} classNames={chip} aria-label={t(`repeat.name.${day}`)}>
              {t(`repeat.short.${day}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </fieldset>
  );
}

function InMonth({ repeat, date, set }: PartProps) {
  const { t } = useTranslation();
  const rare = Number(date.slice(8)) > 28 && repeat.by === 'date';
  return (
    <Radio.Group
      label={t('repeat.by')}
      value={repeat.by}
      onChange={(value) => set({ by: value as By })}
      description={rare ? t('repeat.skips') : undefined}
    >
      <Stack gap="xs" mt="xs">
        {bysFor(date).map((by) => (
          <Radio key={by} value={by} label={t('repeat.on', { day: dayInMonth({ by }, date, t) })} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function End({ repeat, date, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" align="flex-end" className={classes.when}>
      <Select
        label={t('repeat.endLabel')}
        value={repeat.end}
        onChange={(value) => {
          const end = value as Repeat['end'];
          set({ end, ...(end === 'on' && !repeat.until ? { until: inThreeMonths(date) } : {}) });
        }}
        data={(['never', 'on', 'after'] as const).map((value) => ({
          value,
          label: t(`repeat.end.${value}`),
        }))}
      />
      {repeat.end === 'on' && (
        <TextInput
          type="date"
          label={t('repeat.until')}
          min={date}
          value={repeat.until}
          onChange={(e) => set({ until: e.currentTarget.value })}
        />
      )}
      {repeat.end === 'after' && (
        <NumberInput
          label={t('repeat.count')}
          min={1}
          max={1000}
          allowDecimal={false}
          allowNegative={false}
          value={repeat.count}
          onChange={(value) => set({ count: Number(value) || 0 })}
        />
      )}
    </Group>
  );
}

function inThreeMonths(date: string): string {
  const d = new Date(`${date}T00:00:00Z`);
  d.setUTCMonth(d.getUTCMonth() + 3);
  return d.toISOString().slice(0, 10);
}
