import { Button, CloseButton } from '@mantine/core';
import { IconCalendarExclamation, IconClockPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParticipation } from '../data/participation';
import { useDates } from '../i18n/dates';
import classes from './Participation.module.css';
import { noticed, standingOf } from './standing';
import { useProlong } from './useProlong';

/** D6: said at the bottom of every page while one may not take part in conferences, or not for long. */
export function NoticeBar() {
  const { t } = useTranslation();
  const dates = useDates();
  const own = useParticipation();
  const prolong = useProlong();
  const [closed, setClosed] = useState('');
  if (!own) return null;
  const now = new Date();
  const standing = standingOf(own, now);
  const said = `${standing} ${own.until ?? ''}`;
  if (!noticed(own, now) || closed === said) return null;
  return (
    <aside className={classes.bar} aria-label={t('participation.title')} data-standing={standing}>
      <IconCalendarExclamation size={20} aria-hidden />
      <p>
        <b>{t(`participation.own.${standing}`, { time: own.until && dates.full(own.until) })}</b>{' '}
        <span className={classes.more}>{t(`participation.help.${standing}`)}</span>
      </p>
      {own.prolongable && (
        <Button
          size="xs"
          leftSection={<IconClockPlus size={16} aria-hidden />}
          loading={prolong.isPending}
          onClick={() => prolong.mutate()}
        >
          {t('participation.prolong')}
        </Button>
      )}
      <CloseButton aria-label={t('participation.close')} onClick={() => setClosed(said)} />
    </aside>
  );
}
