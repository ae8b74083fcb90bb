import { Button, Menu } from '@mantine/core';
import { IconCalendarTime, IconCalendarUp, IconChevronDown, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Conference } from '../data/conference';
import type { Occurrence } from '../data/schedule';
import { FollowingDialog } from './FollowingDialog';
import { MoveDialog } from './MoveDialog';
import { editOf } from './places';
import { useMeetings } from './useMeetings';

interface Props {
  room: Conference;
  which?: Pick<Occurrence, 'series' | 'of'>;
}

/** The settings; of a conference that repeats, this meeting or those that follow can be changed alone. */
export function Change({ room, which }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'move' | 'following'>();
  const meetings = useMeetings(room) ?? [];
  const named = which && meetings.find((m) => m.series === which.series && m.of === which.of);
  const meeting = named ?? meetings.find((m) => !m.cancelled);
  const repeats = room.schedule?.series.some((s) => s.rule);
  if (!repeats || !meeting) {
    return (
      <Button
        component={Link}
        to={editOf(room)}
        variant="default"
        leftSection={<IconPencil size={18} aria-hidden />}
      >
        {t('room.edit')}
      </Button>
    );
  }
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconPencil size={18} aria-hidden />}
            rightSection={<IconChevronDown size={16} aria-hidden />}
          >
            {t('occurrence.change')}
          </Button>
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
          <Menu.Item component={Link} to={editOf(room)} leftSection={<IconPencil size={18} aria-hidden />}>
            {t('occurrence.changeAll')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'move' && <MoveDialog room={room} meeting={meeting} close={() => setOpen(undefined)} />}
      {open === 'following' && (
        <FollowingDialog room={room} meeting={meeting} close={() => setOpen(undefined)} />
      )}
    </>
  );
}
