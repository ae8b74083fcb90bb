import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCalendarPlus, IconCalendarSmile, IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from '../../state/useStore';
import { deleted } from '../data/deletion';
import { agendaQuery } from '../data/planning';
import { useMe } from '../data/session';
import { addDays } from '../editor/repeat';
import { dateOfDay, today } from '../planning/days';
import { MeetingRow } from '../planning/MeetingRow';
import { isAway, occurrenceId } from '../planning/occurrenceId';
import { meetingPlace } from '../planning/places';
import { byUrgency, joinable } from '../planning/soon';
import { Failure } from '../shell/Failure';
import classes from './Home.module.css';

/** The time, asked for anew now and then, so that "in 5 minutes" stays true. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** D3: my conferences of today in my zone; what goes on is first. */
export function Today() {
  const { t } = useTranslation();
  const id = useId();
  const now = useNow();
  const day = today();
  const agenda = useQuery(
    agendaQuery(dateOfDay(day).toISOString(), dateOfDay(addDays(day, 1)).toISOString()),
  );
  const away = useStore(deleted, (ids) => ids);
  const items = byUrgency(
    (agenda.data ?? []).filter((one) => !isAway(away, one.conference.id, one.occurrence)),
    now,
  );
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3" id={id}>
          {t('today.title')}
        </Title>
        <Button component={Link} to="/cabinet/scheduled" variant="subtle" size="compact-sm">
          {t('today.all')}
        </Button>
      </Group>
      {agenda.error && !agenda.data && <Failure error={agenda.error} retry={() => agenda.refetch()} />}
      {agenda.isPending && (
        <Stack gap="xs" role="status" aria-label={t('shell.loading')}>
          <Skeleton height={72} radius="md" />
          <Skeleton height={72} radius="md" />
        </Stack>
      )}
      {agenda.data && items.length === 0 && <Nothing />}
      <ul className={classes.rows}>
        {items.map((item) => (
          <li key={occurrenceId(item.conference.id, item.occurrence)} className={classes.meeting}>
            <MeetingRow item={item} to={meetingPlace(item.conference.id, item.occurrence)} selected={false} />
            {joinable(item, now) && (
              <Button
                component="a"
                href={`/c/${item.conference.cid}`}
                leftSection={<IconVideo size={18} aria-hidden />}
                aria-label={t('today.joinOf', { name: item.conference.name })}
              >
                {t('room.join')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** An empty day leads to the next step. */
function Nothing() {
  const { t } = useTranslation();
  const mayCreate = useMe().rights.includes('create_conference');
  return (
    <div className={classes.nothing}>
      <IconCalendarSmile size={36} stroke={1.5} aria-hidden />
      <div>
        <Text fw={600}>{t('today.empty.title')}</Text>
        <Text size="sm" c="dimmed">
          {t(mayCreate ? 'today.empty.text' : 'today.empty.textMayNot')}
        </Text>
      </div>
      {mayCreate && (
        <Button
          component={Link}
          to="/cabinet/conferences/new"
          variant="light"
          leftSection={<IconCalendarPlus size={18} aria-hidden />}
        >
          {t('plan.schedule.newTitle')}
        </Button>
      )}
    </div>
  );
}
