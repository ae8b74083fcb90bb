import { Paper, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft } from './draft';
import { inWords } from './inWords';
import classes from './Summary.module.css';

/** The settings in plain words, beside the form. */
export function Summary({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  return (
    <Paper component="aside" withBorder className={classes.summary} aria-label={t('words.title')}>
      <Title order={2} size="h3">
        {t('words.title')}
      </Title>
      <ul className={classes.list}>
        {inWords(draft).map(({ key, values }) => (
          <li key={key}>{t(`words.${key}`, values)}</li>
        ))}
      </ul>
    </Paper>
  );
}
