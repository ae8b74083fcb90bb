import { Button, Stack } from '@mantine/core';
import { IconBolt, IconCalendarPlus, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { conferencesKey, createConference } from '../data/conference';
import { useMe, useServer } from '../data/session';
import { useDates } from '../i18n/dates';
import { tellError } from '../parts/tell';

/** G1: "New conference" and "New room", and the meeting of one click, which is created and opened at once. */
export function NewMeeting({ inline = false }: { inline?: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const dates = useDates();
  const guests = useServer()?.guestsAllowed ?? false;
  const queries = useQueryClient();
  const instant = useMutation({
    mutationFn: () => {
      const name = t('instant.name', { name: me.name, date: dates.full(new Date().toISOString()) });
      // Whoever gets the link should come in; strangers wait until they are let in.
      return guests
        ? createConference({ name, access: 'public', waitingRoom: true, waitingCategory: 'only_guests' })
        : createConference({ name, access: 'internal', joinUninvited: true });
    },
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: conferencesKey });
      location.assign(`/c/${made.cid}`);
    },
    onError: (error) => tellError(t, error),
  });
  const buttons = (
    <>
      <Button
        component={Link}
        to="/cabinet/conferences/new"
        leftSection={<IconCalendarPlus size={18} aria-hidden />}
      >
        {t('plan.schedule.newTitle')}
      </Button>
      <Button
        component={Link}
        to="/cabinet/rooms/new"
        variant="default"
        leftSection={<IconPlus size={18} aria-hidden />}
      >
        {t('rooms.new')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconBolt size={18} aria-hidden />}
        loading={instant.isPending}
        onClick={() => instant.mutate()}
      >
        {t('instant.button')}
      </Button>
    </>
  );
  return inline ? buttons : <Stack gap="xs">{buttons}</Stack>;
}
