import { SegmentedControl, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../i18n/dates';
import { type Draft, kinds } from './draft';
import classes from './Participation.module.css';

interface Props {
  value: Draft;
  change: (value: Draft) => void;
  error?: string;
  /** What else is to be said below the heading. */
  hint?: string;
  /** A dialog has it as its title. */
  label: string;
  labelHidden?: boolean;
}

/** For how long somebody may take part in conferences: for good, until a moment, or not at all. */
export function ParticipationField({ value, change, error, hint, label, labelHidden }: Props) {
  const { t } = useTranslation();
  const { zone } = useDates();
  const id = useId();
  return (
    <div>
      {!labelHidden && (
        <Text component="span" size="sm" fw={600} id={id} display="block">
          {label}
        </Text>
      )}
      {hint && (
        <Text size="xs" c="dimmed" mb={6}>
          {hint}
        </Text>
      )}
      <div className={classes.until}>
        <SegmentedControl
          aria-label={labelHidden ? label : undefined}
          aria-labelledby={labelHidden ? undefined : id}
          value={value.kind}
          onChange={(kind) => change({ ...value, kind: kind as Draft['kind'] })}
          data={kinds.map((kind) => ({ value: kind, label: t(`participation.kind.${kind}`) }))}
        />
        {value.kind === 'until' && (
          <TextInput
            type="datetime-local"
            aria-label={t('participation.date')}
            description={zone}
            inputWrapperOrder={['input', 'description', 'error']}
            value={value.until}
            error={error}
            onChange={(e) => change({ ...value, until: e.currentTarget.value })}
          />
        )}
      </div>
    </div>
  );
}
