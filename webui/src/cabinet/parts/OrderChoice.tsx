import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './List.module.css';

interface Props<V extends string> {
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
}

/** By what a list is sorted; beside the number of its items. */
export function OrderChoice<V extends string>({ value, onChange, options }: Props<V>) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      variant="unstyled"
      className={classes.order}
      aria-label={t('rooms.order.label')}
      value={value}
      onChange={(chosen) => onChange(chosen as V)}
      data={options}
    />
  );
}
