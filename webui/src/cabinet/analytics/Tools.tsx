import { Button, Select, TextInput } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Group } from '../data/analytics';
import classes from './Analytics.module.css';

/** Filters above a list. */
export function Tools({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <search className={classes.tools} aria-label={t('analytics.filter.title')}>
      {children}
    </search>
  );
}

export function Search({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (v: string) => void;
}) {
  return (
    <TextInput
      type="search"
      className={classes.search}
      label={label}
      leftSection={<IconSearch size={18} aria-hidden />}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}

export function GroupChoice({ value, onChange }: { value: Group; onChange: (v: Group) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('analytics.filter.type')}
      value={value || 'all'}
      allowDeselect={false}
      data={(['all', 'users', 'guests', 'devices'] as const).map((one) => ({
        value: one,
        label: t(`analytics.group.${one}`),
      }))}
      onChange={(v) => onChange(v === 'all' ? '' : (v as Group))}
    />
  );
}

export interface Days {
  from: string;
  to: string;
}

/** The period as days (M5); empty: the whole time. */
export function PeriodChoice({ value, onChange }: { value: Days; onChange: (v: Days) => void }) {
  const { t } = useTranslation();
  const wrong = value.from !== '' && value.to !== '' && value.from > value.to;
  const id = useId();
  return (
    <>
      <TextInput
        id={`${id}-from`}
        type="date"
        label={t('analytics.filter.from')}
        value={value.from}
        max={value.to || undefined}
        onChange={(e) => onChange({ ...value, from: e.currentTarget.value })}
      />
      <TextInput
        id={`${id}-to`}
        type="date"
        label={t('analytics.filter.to')}
        value={value.to}
        min={value.from || undefined}
        error={wrong ? t('analytics.filter.wrong') : undefined}
        onChange={(e) => onChange({ ...value, to: e.currentTarget.value })}
      />
    </>
  );
}

/** Fetches a table for a spreadsheet. */
export function TableButton({ href, label }: { href: string; label: string }) {
  return (
    <Button
      component="a"
      href={href}
      download
      variant="default"
      leftSection={<IconDownload size={18} aria-hidden />}
    >
      {label}
    </Button>
  );
}
