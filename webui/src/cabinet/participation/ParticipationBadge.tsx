import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Participation } from '../../api/types';
import { useDates } from '../i18n/dates';
import { standingOf } from './standing';

/** Until when somebody may take part; nothing for who may for good. */
export function ParticipationBadge({ participation }: { participation: Participation }) {
  const { t } = useTranslation();
  const dates = useDates();
  const standing = standingOf(participation, new Date());
  if (standing === 'permanent') return null;
  return (
    <Badge variant="light" color={standing === 'until' ? 'gray' : 'warn'} tt="none">
      {t(`participation.badge.${standing}`, {
        time: participation.until && dates.short(participation.until),
      })}
    </Badge>
  );
}
