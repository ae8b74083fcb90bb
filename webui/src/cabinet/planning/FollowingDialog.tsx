import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conference } from '../data/conference';
import { changeFollowing } from '../data/planning';
import { clockIn } from '../data/zone';
import { type Meeting as Form, meetingProblems, newMeeting, seriesOf } from '../editor/meeting';
import { repeatOf } from '../editor/repeat';
import { MeetingFields } from '../editor/ScheduleFields';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { useRoomAction } from '../rooms/useRoomAction';
import { useMeetingName, zoneOf } from './meetingName';
import type { Meeting } from './meetings';

interface Props {
  room: Conference;
  meeting: Meeting;
  close: () => void;
}

/** Another time or rule for this meeting and all that follow (G5). */
export function FollowingDialog({ room, meeting, close }: Props) {
  const { t } = useTranslation();
  const nameOf = useMeetingName();
  const [form, setForm] = useState(() => formOf(room, meeting));
  const problem = meetingProblems(form);
  const act = useRoomAction(
    room,
    () => {
      const { start, zone, minutes, rule } = seriesOf(form);
      return changeFollowing(room, meeting, { start, zone, minutes, rule });
    },
    t('occurrence.followingChanged'),
    false,
  );
  const save = useMutation({ mutationFn: () => act.mutateAsync(), onSuccess: close });
  return (
    <Modal opened onClose={close} size="lg" title={t('occurrence.followingTitle')}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (!problem) save.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">
            {t('occurrence.followingText', { name: room.name, time: nameOf(meeting, form.zone) })}
          </Text>
          <Fault text={save.error ? errorText(t, save.error) : ''} />
          <MeetingFields meeting={form} change={setForm} error={problem && t(`problem.${problem}`)} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t('confirm.cancel')}
            </Button>
            <Button type="submit" disabled={problem !== undefined} loading={save.isPending}>
              {t('editor.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What the rule has from this meeting on; a number of meetings counts from here. */
function formOf(room: Conference, meeting: Meeting): Form {
  const series = room.schedule?.series.find((s) => s.id === meeting.series);
  const zone = zoneOf(room, meeting);
  const [date = '', time = ''] = clockIn(zone, new Date(meeting.start)).split('T');
  const byRule = meeting.of.slice(0, 10);
  const repeat = repeatOf(series?.rule ?? '', byRule, zone);
  const minutes = Math.round((Date.parse(meeting.end) - Date.parse(meeting.start)) / 60_000);
  return { ...newMeeting(), date, time, zone, minutes, repeat };
}
