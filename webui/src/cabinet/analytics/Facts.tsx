import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Summary } from '../data/analytics';
import { useDates } from '../i18n/dates';
import classes from './Analytics.module.css';
import { clock } from './words';

/** The whole in figures (NA7, ND6). */
export function Facts({ summary }: { summary?: Summary }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (!summary) return <Skeleton height={88} mb="lg" />;
  const facts = [
    {
      name: t('analytics.fact.visitors'),
      value: summary.visitors,
      hint: t('analytics.fact.expected', { count: summary.participants }),
    },
    {
      name: t('analytics.fact.peak'),
      value: summary.peak,
      hint: summary.peakAt ? dates.full(summary.peakAt) : '',
    },
    {
      name: t('analytics.fact.held'),
      value: summary.held,
      hint: t('analytics.fact.heldHint', { count: summary.sessionsTotal }),
    },
    {
      name: t('analytics.fact.duration'),
      value: clock(summary.seconds),
      hint: summary.running ? t('analytics.fact.running') : '',
    },
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value, hint }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd className={classes.value}>{value}</dd>
          {hint && <dd className={classes.hint}>{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}
