import { Badge, Select, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Attendee,
  attendeesQuery,
  chartQuery,
  type Group,
  type PeopleChoice,
  type Took,
  tableAddress,
} from '../data/analytics';
import { useDates } from '../i18n/dates';
import { Face } from '../parts/Face';
import { Failure } from '../shell/Failure';
import classes from './Analytics.module.css';
import { AttendeeCard } from './AttendeeCard';
import { Listed } from './Listed';
import { Section } from './Section';
import { GroupChoice, PeriodChoice, Search, TableButton, Tools } from './Tools';
import type { TabProps } from './tab';
import { daysToMoments, typeOf } from './words';

const Chart = lazy(async () => ({ default: (await import('./Chart')).Chart }));

/** Who was expected and who came, with a chart of the same people (M3–M7). */
export function ParticipantsTab({ conference }: TabProps) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState('');
  const [type, setType] = useState<Group>('');
  const [took, setTook] = useState<Took>('');
  const [days, setDays] = useState({ from: '', to: '' });
  const [shown, show] = useState<Attendee>();
  const [q] = useDebouncedValue(text.trim(), 200);
  const choice: PeopleChoice = { q, type, took, ...daysToMoments(days.from, days.to) };
  const people = useInfiniteQuery(attendeesQuery(conference.id, choice));
  const chart = useQuery(chartQuery(conference.id, choice));
  const filtered = Boolean(q || type || took || days.from || days.to);
  return (
    <>
      <Tools>
        <Search label={t('analytics.filter.person')} value={text} onChange={setText} />
        <GroupChoice value={type} onChange={setType} />
        <Select
          label={t('analytics.filter.took')}
          value={took || 'all'}
          allowDeselect={false}
          data={(['all', 'yes', 'no'] as const).map((value) => ({
            value,
            label: t(`analytics.took.${value}`),
          }))}
          onChange={(value) => setTook(value === 'all' ? '' : (value as Took))}
        />
        <PeriodChoice value={days} onChange={setDays} />
      </Tools>
      <Section title={t('analytics.chart.title')}>
        {chart.error && !chart.data ? (
          <Failure error={chart.error} retry={() => chart.refetch()} />
        ) : (
          <Suspense fallback={<Skeleton height={240} />}>
            {chart.data ? <Chart data={chart.data} /> : <Skeleton height={240} />}
          </Suspense>
        )}
      </Section>
      <Section
        title={t('analytics.tab.participants')}
        end={
          <TableButton
            href={tableAddress(conference.id, 'participants', i18n.language)}
            label={t('analytics.table.participants')}
          />
        }
      >
        <Listed
          query={people}
          found={(count) => t('analytics.found.participants', { count })}
          filtered={filtered}
          nothing={{
            title: t('analytics.empty.participants.title'),
            text: t('analytics.empty.participants.text'),
          }}
        >
          {(items) => (
            <ul className={classes.rows}>
              {items.map((one) => (
                <li key={one.key}>
                  <Line person={one} open={() => show(one)} />
                </li>
              ))}
            </ul>
          )}
        </Listed>
      </Section>
      <AttendeeCard conference={conference.id} person={shown} close={() => show(undefined)} />
    </>
  );
}

function Line({ person, open }: { person: Attendee; open: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <button type="button" className={classes.row} onClick={open}>
      <Face name={person.name} size={40} />
      <span className={classes.words}>
        <span className={classes.who}>{person.name}</span>
        <span className={classes.line}>
          {[
            person.email,
            t(`analytics.type.${typeOf(person.type)}`),
            t('analytics.added', { when: dates.full(person.added) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <Badge
        variant="light"
        color={person.connected ? 'good' : person.tookPart ? undefined : 'gray'}
        tt="none"
        className={classes.mark}
      >
        {t(
          person.connected ? 'analytics.here' : person.tookPart ? 'analytics.took.yes' : 'analytics.took.no',
        )}
      </Badge>
    </button>
  );
}
