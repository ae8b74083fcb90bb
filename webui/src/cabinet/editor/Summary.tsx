import { Paper, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cityOf } from '../data/zone';
import { durationText } from '../i18n/durations';
import { clockText } from '../i18n/moments';
import type { Draft } from './draft';
import { inWords } from './inWords';
import { dayText, repeatWords } from './repeatWords';
import classes from './Summary.module.css';

/** The settings in plain words, beside the form. */
export function Summary({ draft }: { draft: Draft }) {
  const { t, i18n } = useTranslation();
  const { meeting, launch } = draft;
  return (
    <Paper component="aside" withBorder className={classes.summary} aria-label={t('words.title')}>
      <Title order={2} size="h3">
        {t('words.title')}
      </Title>
      <ul className={classes.list}>
        {launch === 'schedule' && meeting.date && (
          <li>
            {t('plan.words', {
              words: repeatWords(meeting.repeat, meeting.date, t, i18n.language),
              from: dayText(meeting.date, i18n.language),
              time: meeting.time && clockText(meeting.time, i18n.language),
              duration: durationText(meeting.minutes, i18n.language),
              zone: cityOf(meeting.zone),
            })}
          </li>
        )}
        {inWords(draft).map(({ key, values }) => (
          <li key={key}>{t(`words.${key}`, values)}</li>
        ))}
      </ul>
    </Paper>
  );
}
