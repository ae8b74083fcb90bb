import { ActionIcon, Badge, Button, Menu, Text, Title } from '@mantine/core';
import {
  IconCalendarCancel,
  IconCalendarOff,
  IconCalendarTime,
  IconCalendarUp,
  IconDots,
  IconRestore,
} from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/useStore';
import type { Conference } from '../data/conference';
import { deleted } from '../data/deletion';
import { changeOccurrence } from '../data/planning';
import type { Occurrence } from '../data/schedule';
import { cityOf, ownZone, sameClock } from '../data/zone';
import { repeatOf } from '../editor/repeat';
import { repeatWords } from '../editor/repeatWords';
import { momentsOf } from '../i18n/moments';
import { IconAction } from '../parts/IconAction';
import { useRoomAction } from '../rooms/useRoomAction';
import { FollowingDialog } from './FollowingDialog';
import { MoveDialog } from './MoveDialog';
import { zoneOf } from './meetingName';
import type { Meeting } from './meetings';
import { isAway } from './occurrenceId';
import { useCancel } from './useCancel';
import { useMeetings } from './useMeetings';
import classes from './When.module.css';

interface Props {
  room: Conference;
  which?: Pick<Occurrence, 'series' | 'of'>;
}

/** When a conference takes place: the rule in words and the next meetings, each of which can be changed. */
export function When({ room, which }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const meetings = useMeetings(room);
  const away = useStore(deleted, (ids) => ids);
  const series = room.schedule?.series.at(-1);
  if (!series) return null;
  const date = series.start.slice(0, 10);
  const repeat = repeatOf(series.rule ?? '', date, series.zone);
  const shown = meetings?.filter((m) => !isAway(away, room.id, m));
  return (
    <section aria-labelledby={id} className={classes.when}>
      <Title order={2} size="h4" id={id}>
        {t('occurrence.title')}
      </Title>
      {repeat.unit !== 'none' && (
        <Text size="sm" className={classes.words}>
          {repeatWords(repeat, date, t, i18n.language, series.start.slice(11))}
          {!sameClock(series.zone, ownZone(), new Date()) && ` (${cityOf(series.zone)})`}
        </Text>
      )}
      {shown?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('scheduled.overAll')}
        </Text>
      )}
      <ul className={classes.dates}>
        {shown?.map((meeting) => (
          <Line
            key={meeting.of}
            room={room}
            meeting={meeting}
            chosen={meeting.series === which?.series && meeting.of === which.of}
            repeats={repeat.unit !== 'none'}
          />
        ))}
      </ul>
    </section>
  );
}

interface LineProps {
  room: Conference;
  meeting: Meeting;
  chosen: boolean;
  repeats: boolean;
}

function Line({ room, meeting, chosen, repeats }: LineProps) {
  const { t, i18n } = useTranslation();
  const zone = zoneOf(room, meeting);
  const here = momentsOf(i18n.language, ownZone());
  const elsewhere = !sameClock(zone, ownZone(), new Date(meeting.start));
  return (
    <li className={classes.line} data-chosen={chosen || undefined} aria-current={chosen || undefined}>
      <div className={classes.time}>
        <span data-cancelled={meeting.cancelled || undefined} className="tabular">
          {here.range(meeting.start, meeting.end)}
        </span>
        <Text component="span" size="xs" c="dimmed" display="block">
          {[
            cityOf(ownZone()),
            elsewhere &&
              t('occurrence.there', {
                time: momentsOf(i18n.language, zone).short(meeting.start),
                zone: cityOf(zone),
              }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      {meeting.cancelled ? (
        <Badge color="gray" variant="light" tt="none">
          {t('occurrence.cancelled')}
        </Badge>
      ) : (
        meeting.moved && (
          <Badge variant="light" tt="none">
            {t('occurrence.moved')}
          </Badge>
        )
      )}
      {room.canManage &&
        (meeting.cancelled ? (
          <Restore room={room} meeting={meeting} />
        ) : (
          <Acts room={room} meeting={meeting} repeats={repeats} name={here.short(meeting.start)} />
        ))}
    </li>
  );
}

function Restore({ room, meeting }: { room: Conference; meeting: Meeting }) {
  const { t } = useTranslation();
  const restore = useRoomAction(
    room,
    () => changeOccurrence(room, meeting, { cancelled: false }),
    t('occurrence.restored'),
  );
  return (
    <IconAction label={t('occurrence.restore')} onClick={() => restore.mutate()} disabled={restore.isPending}>
      <IconRestore size={18} aria-hidden />
    </IconAction>
  );
}

interface ActsProps {
  room: Conference;
  meeting: Meeting;
  repeats: boolean;
  name: string;
}

function Acts({ room, meeting, repeats, name }: ActsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'move' | 'following'>();
  const cancel = useCancel(room);
  const close = () => setOpen(undefined);
  if (!repeats) {
    return (
      <>
        <Button variant="subtle" size="compact-sm" onClick={() => setOpen('move')}>
          {t('occurrence.moveOnly')}
        </Button>
        {open && <MoveDialog room={room} meeting={meeting} close={close} />}
      </>
    );
  }
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('occurrence.acts', { time: name })}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCalendarTime size={18} aria-hidden />} onClick={() => setOpen('move')}>
            {t('occurrence.changeThis')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCalendarUp size={18} aria-hidden />}
            onClick={() => setOpen('following')}
          >
            {t('occurrence.changeFollowing')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCalendarCancel size={18} aria-hidden />}
            onClick={(e) => cancel(meeting, 'this', e.detail === 0)}
          >
            {t('occurrence.cancelThis')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCalendarOff size={18} aria-hidden />}
            onClick={(e) => cancel(meeting, 'following', e.detail === 0)}
          >
            {t('occurrence.cancelFollowing')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'move' && <MoveDialog room={room} meeting={meeting} close={close} />}
      {open === 'following' && <FollowingDialog room={room} meeting={meeting} close={close} />}
    </>
  );
}
