import { Badge } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conference } from '../data/conference';
import { ownZone } from '../data/zone';
import { momentsOf } from '../i18n/moments';
import { Row } from '../parts/Row';
import { ModeSign } from '../rooms/ModeIcon';
import { Marks } from '../rooms/RoomRow';
import classes from './Planning.module.css';

interface Props {
  conference: Conference;
  to: string;
  selected: boolean;
}

/** A scheduled conference with its nearest meeting. */
export function ConferenceRow({ conference, to, selected }: Props) {
  const { t, i18n } = useTranslation();
  const { next } = conference;
  const repeats = conference.schedule?.series.some((s) => s.rule);
  return (
    <Row
      to={to}
      selected={selected}
      icon={<ModeSign mode={conference.mode} />}
      name={conference.name}
      line={
        <>
          <span className="tabular">
            {next ? momentsOf(i18n.language, ownZone()).range(next.start, next.end) : t('scheduled.overAll')}
          </span>
          {repeats && (
            <span className={classes.mark}>
              <IconRepeat size={15} role="img" aria-label={t('scheduled.repeats')} />
            </span>
          )}
          {!conference.mine && (
            <span>{t('rooms.ownedBy', { name: conference.ownerName || conference.owner })}</span>
          )}
          <Marks room={conference} />
        </>
      }
      end={
        conference.running ? (
          <Badge color="good" variant="light" size="lg" tt="none">
            {t('rooms.people', { count: conference.participants })}
          </Badge>
        ) : null
      }
    />
  );
}
