import { Button, Text } from '@mantine/core';
import { IconClockPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useParticipation } from '../data/participation';
import { useDates } from '../i18n/dates';
import classes from './Participation.module.css';
import { standingOf } from './standing';
import { useProlong } from './useProlong';

/** D6: whether and until when I may take part in conferences; nothing where the server does not show it. */
export function OwnLine() {
  const { t } = useTranslation();
  const dates = useDates();
  const own = useParticipation();
  const prolong = useProlong();
  if (!own) return null;
  const standing = standingOf(own, new Date());
  return (
    <section className={classes.own} aria-label={t('participation.title')}>
      <Text size="sm" fw={600}>
        {t(`participation.own.${standing}`, { time: own.until && dates.full(own.until) })}
      </Text>
      <Text size="sm" c="dimmed">
        {t(`participation.help.${standing}`)}
        {own.prolongs && !own.prolongable && ` ${t('participation.help.prolongs')}`}
      </Text>
      {own.prolongable && (
        <Button
          size="xs"
          variant="light"
          mt="xs"
          leftSection={<IconClockPlus size={16} aria-hidden />}
          loading={prolong.isPending}
          onClick={() => prolong.mutate()}
        >
          {t('participation.prolong')}
        </Button>
      )}
    </section>
  );
}
