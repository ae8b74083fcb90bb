import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useStore } from '../../state/useStore';
import { deleted } from '../data/deletion';
import { type AgendaItem, agendaQuery } from '../data/planning';
import { Failure } from '../shell/Failure';
import { dateOfDay, dayFormat, shownBy, touches, type View } from './days';
import { MeetingRow } from './MeetingRow';
import { MonthStrip } from './MonthStrip';
import { isAway, occurrenceId } from './occurrenceId';
import classes from './Planning.module.css';
import type { usePlan } from './usePlan';

const Grid = lazy(() => import('./CalendarGrid'));

interface Props {
  selected?: string;
  plan: ReturnType<typeof usePlan>;
  view: Exclude<View, 'list'>;
  firstDay: number;
}

/** The calendar, and below it the meetings of the chosen day (D10). */
export function CalendarView({ selected, plan, view, firstDay }: Props) {
  const { day, phone, look, card } = plan;
  const navigate = useNavigate();
  const { from, to } = shownBy(view, day, firstDay);
  const agenda = useQuery(agendaQuery(dateOfDay(from).toISOString(), dateOfDay(to).toISOString()));
  const away = useStore(deleted, (ids) => ids);
  const items = (agenda.data ?? []).filter(
    ({ conference, occurrence }) => !isAway(away, conference.id, occurrence),
  );
  const of = (one: string) =>
    items.filter(({ occurrence }) => touches(one, occurrence.start, occurrence.end));
  const pick = (one: string) => look({ day: one });
  if (agenda.error && !agenda.data) return <Failure error={agenda.error} retry={() => agenda.refetch()} />;
  return (
    <>
      {phone ? (
        <MonthStrip day={day} firstDay={firstDay} count={(one) => of(one).length} pick={pick} />
      ) : (
        <Suspense fallback={<Skeleton height={400} aria-hidden />}>
          <Grid
            view={view}
            day={day}
            firstDay={firstDay}
            items={items}
            selected={selected}
            pick={pick}
            card={({ conference, occurrence }) => card(conference.id, occurrence)}
            open={navigate}
          />
        </Suspense>
      )}
      {view === 'month' && (
        <DayList day={day} items={agenda.data && of(day)} card={card} selected={selected} />
      )}
    </>
  );
}

interface DayListProps {
  day: string;
  items?: AgendaItem[];
  card: Props['plan']['card'];
  selected?: string;
}

function DayList({ day, items, card, selected }: DayListProps) {
  const { t, i18n } = useTranslation();
  const [params] = useSearchParams();
  const of = params.get('of');
  const name = dayFormat(i18n.language, { weekday: 'long', day: 'numeric', month: 'long' }).of(day);
  return (
    <section aria-label={name}>
      <h3 className={classes.heading} aria-live="polite">
        {name}
      </h3>
      {items?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('calendar.nothing')}
        </Text>
      )}
      {!items && (
        <Stack gap="xs" aria-hidden>
          <Skeleton height={72} radius="md" />
        </Stack>
      )}
      <ul className={classes.rows}>
        {items?.map((item) => (
          <li key={occurrenceId(item.conference.id, item.occurrence)}>
            <MeetingRow
              item={item}
              to={card(item.conference.id, item.occurrence)}
              selected={item.conference.id === selected && (of === null || of === item.occurrence.of)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
