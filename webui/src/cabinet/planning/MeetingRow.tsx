import { Badge, Tooltip } from '@mantine/core';
import { IconCalendarTime, IconForms, IconKey, IconWorld } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { conferenceQuery } from '../data/conference';
import type { AgendaItem } from '../data/planning';
import { ownZone } from '../data/zone';
import { momentsOf } from '../i18n/moments';
import { Row } from '../parts/Row';
import { ModeSign } from '../rooms/ModeIcon';
import classes from './Planning.module.css';
import { soon } from './soon';

interface Props {
  item: AgendaItem;
  to: string;
  selected: boolean;
  /** With the date before the time. */
  dated?: boolean;
}

/** One meeting in a list, at the time of the person who looks. */
export function MeetingRow({ item: { conference, occurrence }, to, selected, dated }: Props) {
  const { t, i18n } = useTranslation();
  const here = momentsOf(i18n.language, ownZone());
  const { start, end } = occurrence;
  return (
    <Row
      to={to}
      selected={selected}
      icon={<ModeSign mode={conference.mode} />}
      name={conference.name}
      line={
        <>
          <time dateTime={start} className="tabular">
            {dated ? here.range(start, end) : here.times(start, end)}
          </time>
          {!conference.mine && (
            <span>{t('rooms.ownedBy', { name: conference.ownerName || conference.owner })}</span>
          )}
          <Marks conference={conference} moved={occurrence.moved ?? false} />
        </>
      }
      end={<Standing item={{ conference, occurrence }} />}
    />
  );
}

function Standing({ item: { conference, occurrence } }: { item: AgendaItem }) {
  const { t } = useTranslation();
  const now = Date.now();
  if (conference.running && new Date(occurrence.end).getTime() > now) {
    return <Running id={conference.id} />;
  }
  const minutes = soon(occurrence, now);
  if (minutes !== undefined) return <span>{t('today.in', { count: minutes })}</span>;
  return new Date(occurrence.end).getTime() < now ? <span>{t('today.over')}</span> : null;
}

/** That it goes on, and with how many people, which the agenda does not tell. */
function Running({ id }: { id: string }) {
  const { t } = useTranslation();
  const count = useQuery({ ...conferenceQuery(id), refetchInterval: 10_000 }).data?.participants;
  return (
    <Badge color="good" variant="light" size="lg" tt="none">
      {count === undefined ? t('room.running') : `${t('room.running')}: ${t('rooms.people', { count })}`}
    </Badge>
  );
}

function Marks({ conference, moved }: { conference: AgendaItem['conference']; moved: boolean }) {
  const { t } = useTranslation();
  const marks = [
    conference.access === 'public' && { Icon: IconWorld, label: t('room.access.public') },
    conference.hasPin && { Icon: IconKey, label: t('rooms.withPin') },
    conference.registrationOn && { Icon: IconForms, label: t('plan.withRegistration') },
    moved && { Icon: IconCalendarTime, label: t('occurrence.moved') },
  ].filter((mark) => mark !== false);
  return marks.map(({ Icon, label }) => (
    <Tooltip key={label} label={label}>
      <span className={classes.mark}>
        <Icon size={15} role="img" aria-label={label} />
      </span>
    </Tooltip>
  ));
}
