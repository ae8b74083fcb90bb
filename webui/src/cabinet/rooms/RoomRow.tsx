import { Badge, Tooltip } from '@mantine/core';
import { IconKey, IconLock, IconPlayerRecordFilled, IconUsers, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conference } from '../data/conference';
import { useDates } from '../i18n/dates';
import { Row } from '../parts/Row';
import { readableCID } from './choose';
import { ModeSign } from './ModeIcon';
import classes from './RoomRow.module.css';

export function RoomRow({ room, selected }: { room: Conference; selected: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Row
      to={`/cabinet/rooms/${room.id}`}
      selected={selected}
      icon={<ModeSign mode={room.mode} />}
      name={room.personal && room.mine ? t('rooms.personal') : room.name}
      line={
        <>
          <span className="tabular">{readableCID(room.cid)}</span>
          {!room.mine && <span>{t('rooms.ownedBy', { name: room.ownerName || room.owner })}</span>}
          <Marks room={room} />
        </>
      }
      end={
        room.running ? (
          <Badge
            color="good"
            variant="light"
            size="lg"
            tt="none"
            leftSection={<span className={classes.dot} aria-hidden />}
          >
            {t('rooms.people', { count: room.participants })}
          </Badge>
        ) : (
          <time dateTime={room.updated} title={dates.full(room.updated)}>
            {t('rooms.changed', { time: dates.short(room.updated) })}
          </time>
        )
      }
    />
  );
}

/** Small marks with a name each: public, PIN, locked, many invited. */
export function Marks({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const marks = [
    room.liveRecording && { Icon: IconPlayerRecordFilled, label: t('recordings.running'), live: true },
    room.access === 'public' && { Icon: IconWorld, label: t('room.access.public') },
    (room.hasPin || room.pin) && { Icon: IconKey, label: t('rooms.withPin') },
    room.locked && { Icon: IconLock, label: t('room.locked') },
  ].filter((mark) => mark !== false && mark !== undefined && mark !== '');
  return (
    <>
      {marks.map(({ Icon, label, ...mark }) => (
        <Tooltip key={label} label={label}>
          <span className={classes.mark} data-live={'live' in mark || undefined}>
            <Icon size={15} role="img" aria-label={label} />
          </span>
        </Tooltip>
      ))}
      {room.canManage && room.invited.length > 0 && (
        <span className={classes.mark}>
          <IconUsers size={15} aria-hidden />
          <span className="tabular" aria-hidden>
            {room.invited.length}
          </span>
          <span className={classes.hidden}>{t('rooms.invitedCount', { count: room.invited.length })}</span>
        </span>
      )}
    </>
  );
}
