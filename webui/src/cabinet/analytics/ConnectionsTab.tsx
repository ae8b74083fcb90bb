import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Connection,
  type ConnectionChoice,
  connectionsQuery,
  type Group,
  tableAddress,
} from '../data/analytics';
import { useDates } from '../i18n/dates';
import classes from './Analytics.module.css';
import { Listed } from './Listed';
import { Section } from './Section';
import { Sessions } from './Sessions';
import { Timeline } from './Timeline';
import { GroupChoice, PeriodChoice, Search, TableButton, Tools } from './Tools';
import type { TabProps } from './tab';
import { clock, daysToMoments, typeOf } from './words';

/** Each coming and going (M8), and who was when. */
export function ConnectionsTab({ conference, summary }: TabProps) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const [text, setText] = useState('');
  const [type, setType] = useState<Group>('');
  const [session, setSession] = useState('');
  const [days, setDays] = useState({ from: '', to: '' });
  const [q] = useDebouncedValue(text.trim(), 200);
  const choice: ConnectionChoice = { q, type, session, ...daysToMoments(days.from, days.to) };
  const connections = useInfiniteQuery(connectionsQuery(conference.id, choice));
  const drawn = summary.sessions.find((one) => String(one.id) === session) ?? summary.sessions[0];
  return (
    <>
      <Tools>
        <Search label={t('analytics.filter.person')} value={text} onChange={setText} />
        <GroupChoice value={type} onChange={setType} />
        <Select
          label={t('analytics.filter.session')}
          value={session || 'all'}
          allowDeselect={false}
          data={[
            { value: 'all', label: t('analytics.session.all') },
            ...summary.sessions.map((one) => ({ value: String(one.id), label: dates.full(one.started) })),
          ]}
          onChange={(value) => setSession(value === 'all' ? '' : (value ?? ''))}
        />
        <PeriodChoice value={days} onChange={setDays} />
      </Tools>
      {summary.sessions.length > 0 && (
        <Section title={t('analytics.session.title')}>
          <Sessions sessions={summary.sessions} chosen={drawn?.id} choose={(id) => setSession(String(id))} />
        </Section>
      )}
      {drawn && (
        <Section title={t('analytics.timeline.title', { when: dates.full(drawn.started) })}>
          <Timeline conference={conference.id} session={drawn} choice={choice} />
        </Section>
      )}
      <Section
        title={t('analytics.tab.connections')}
        end={
          <TableButton
            href={tableAddress(conference.id, 'connections', i18n.language, choice)}
            label={t('analytics.table.connections')}
          />
        }
      >
        <Listed
          query={connections}
          found={(count) => t('analytics.found.connections', { count })}
          filtered={Boolean(q || type || session || days.from || days.to)}
          nothing={{
            title: t('analytics.empty.connections.title'),
            text: t('analytics.empty.connections.text'),
          }}
        >
          {(items) => <Lines items={items} />}
        </Listed>
      </Section>
    </>
  );
}

function Lines({ items }: { items: Connection[] }) {
  const { t } = useTranslation();
  const { exact: when } = useDates();
  const heads = ['name', 'joined', 'left', 'duration', 'type', 'email'] as const;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {t(`analytics.head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.id}>
            <th scope="row">{one.name}</th>
            <td className="tabular" data-head={t('analytics.head.joined')}>
              {when(one.joined)}
            </td>
            <td className="tabular" data-head={t('analytics.head.left')}>
              {one.left ? when(one.left) : '-'}
            </td>
            <td className="tabular" data-head={t('analytics.head.duration')}>
              {clock(one.seconds)}
            </td>
            <td data-head={t('analytics.head.type')}>{t(`analytics.type.${typeOf(one.type)}`)}</td>
            <td data-head={t('analytics.head.email')}>{one.email}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
