import { Radio, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Choices.module.css';

export interface Option<V extends string> {
  value: V;
  name: string;
  explanation?: string;
  picture?: ReactNode;
}

interface Props<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: Option<V>[];
  error?: ReactNode;
  description?: string;
  /** "cards" and the smaller "pictures" stand beside one another, "lines" under one another. */
  as?: 'cards' | 'pictures' | 'lines';
  field?: string;
}

/** One of a few, each with a picture and an explanation. */
export function Choices<V extends string>(props: Props<V>) {
  const { label, value, onChange, options, error, description, as = 'cards', field } = props;
  return (
    <Radio.Group
      label={label}
      description={description}
      value={value}
      onChange={(v) => onChange(v as V)}
      error={error}
      data-field={field}
    >
      <div className={classes[as]}>
        {options.map((option) => (
          <Radio.Card
            key={option.value}
            value={option.value}
            className={classes.card}
            aria-label={option.name}
          >
            {option.picture}
            <span className={classes.head}>
              <Radio.Indicator size="sm" />
              <span className={classes.name}>{option.name}</span>
            </span>
            {option.explanation && (
              <Text component="span" size="sm" c="dimmed" className={classes.explanation}>
                {option.explanation}
              </Text>
            )}
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
