import { useTranslation } from 'react-i18next';
import type { Conference } from '../data/conference';
import type { Occurrence } from '../data/schedule';
import { ownZone } from '../data/zone';
import { momentsOf } from '../i18n/moments';

/** The zone in which the meeting was planned. */
export const zoneOf = (room: Pick<Conference, 'schedule'>, { series }: Pick<Occurrence, 'series'>) =>
  (room.schedule?.series.find((s) => s.id === series) ?? room.schedule?.series.at(-1))?.zone ?? ownZone();

/** "Tue, 24 Nov, 10:00", in the zone of the person unless another is given. */
export function useMeetingName() {
  const { i18n } = useTranslation();
  return ({ start }: Pick<Occurrence, 'start'>, zone = ownZone()) =>
    momentsOf(i18n.language, zone).short(start);
}
