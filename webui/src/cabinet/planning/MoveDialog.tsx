import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conference } from '../data/conference';
import { changeOccurrence } from '../data/planning';
import { clockIn } from '../data/zone';
import { longest } from '../editor/meeting';
import { Duration } from '../editor/ScheduleFields';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import classes from './Dialogs.module.css';
import { useMeetingName, zoneOf } from './meetingName';
import type { Meeting } from './meetings';
import { useMoved } from './useMoved';

interface Props {
  room: Conference;
  meeting: Meeting;
  close: () => void;
}

/** Another time or length for one meeting; the others stay. */
export function MoveDialog({ room, meeting, close }: Props) {
  const { t } = useTranslation();
  const zone = zoneOf(room, meeting);
  const nameOf = useMeetingName();
  const begun = clockIn(zone, new Date(meeting.start)).split('T');
  const [date, setDate] = useState(begun[0] ?? '');
  const [time, setTime] = useState(begun[1] ?? '');
  const [minutes, setMinutes] = useState(lengthOf(meeting));
  const moved = useMoved(room, meeting);
  const good = date !== '' && time !== '' && minutes >= 1 && minutes <= longest;
  const save = useMutation({
    mutationFn: () => changeOccurrence(room, meeting, { start: `${date}T${time}`, minutes }),
    onSuccess: (saved) => {
      close();
      moved(saved, { start: begun.join('T'), minutes: lengthOf(meeting) });
    },
  });
  return (
    <Modal opened onClose={close} title={t('occurrence.moveTitle')}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (good) save.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t('occurrence.moveText', { name: room.name, time: nameOf(meeting, zone) })}</Text>
          <Fault text={save.error ? errorText(t, save.error) : ''} />
          <Group gap="sm" align="flex-start" className={classes.when}>
            <TextInput
              type="date"
              label={t('plan.date')}
              data-autofocus
              value={date}
              onChange={(e) => setDate(e.currentTarget.value)}
            />
            <TextInput
              type="time"
              label={t('plan.time')}
              value={time}
              onChange={(e) => setTime(e.currentTarget.value)}
            />
            <Duration minutes={minutes} change={setMinutes} />
          </Group>
          <Text size="sm" c="dimmed">
            {t('occurrence.inZone', { zone })}
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t('confirm.cancel')}
            </Button>
            <Button type="submit" disabled={!good} loading={save.isPending}>
              {t('occurrence.move')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const lengthOf = ({ start, end }: Meeting) =>
  Math.round((new Date(end).getTime() - new Date(start).getTime()) / 60_000);
