import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type HistoryEntry, type HistoryFilter, type HistoryKind, historyKinds } from '../data/history';
import { useDates } from '../i18n/dates';
import { ListFrame } from '../parts/ListFrame';
import { NoRows } from '../parts/NoRows';
import { Row } from '../parts/Row';
import { Rows } from '../parts/Rows';
import classes from './History.module.css';
import { KindIcon } from './KindIcon';
import { nameOf, outcomeOf, periodOf } from './words';

interface Props {
  query: Parameters<typeof ListFrame>[0]['query'] & {
    data?: { pages: { total: number }[] };
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  entries: readonly HistoryEntry[];
  selected?: string;
  onFilter: (filter: HistoryFilter) => void;
}

export function HistoryList({ query, entries, selected, onFilter }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<HistoryKind>();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [q] = useDebouncedValue(text.trim(), 150);
  useEffect(() => onFilter({ q, kind, ...periodOf(from, to) }), [q, kind, from, to, onFilter]);
  const total = query.data?.pages[0]?.total ?? 0;
  const filtered = q !== '' || kind !== undefined || from !== '' || to !== '';
  return (
    <ListFrame
      title={t('history.title')}
      hint={t('history.hint')}
      search={t('history.search')}
      text={text}
      onText={setText}
      filter={
        <div className={classes.filters}>
          <Select
            aria-label={t('history.kind.label')}
            data={[
              { value: 'all', label: t('history.kind.all') },
              ...historyKinds.map((value) => ({ value, label: t(`history.kind.${value}`) })),
            ]}
            value={kind ?? 'all'}
            allowDeselect={false}
            onChange={(v) => setKind(historyKinds.find((one) => one === v))}
          />
          <TextInput
            type="date"
            aria-label={t('history.from')}
            leftSection={t('history.fromShort')}
            leftSectionWidth={44}
            max={to || undefined}
            value={from}
            onChange={(e) => setFrom(e.currentTarget.value)}
          />
          <TextInput
            type="date"
            aria-label={t('history.to')}
            leftSection={t('history.toShort')}
            leftSectionWidth={44}
            min={from || undefined}
            value={to}
            onChange={(e) => setTo(e.currentTarget.value)}
          />
        </div>
      }
      found={entries.length > 0 ? t('history.found', { count: total }) : ''}
      query={query}
      nothing={<Nothing filtered={filtered} />}
    >
      <Rows
        items={entries}
        keyOf={(entry) => entry.id}
        row={(entry) => <EntryRow entry={entry} selected={entry.id === selected} />}
      />
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('contacts.more')}
        </Button>
      )}
    </ListFrame>
  );
}

function EntryRow({ entry, selected }: { entry: HistoryEntry; selected: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const missed = entry.kind === 'missed';
  return (
    <Row
      to={`/cabinet/history?entry=${encodeURIComponent(entry.id)}`}
      selected={selected}
      icon={<KindIcon kind={entry.kind} />}
      name={nameOf(entry)}
      line={
        <>
          <span className={missed ? classes.missed : undefined}>{t(`history.kind.${entry.kind}`)}</span>
          <span>{outcomeOf(t, entry)}</span>
        </>
      }
      end={<time dateTime={entry.start}>{dates.full(entry.start)}</time>}
    />
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  return (
    <NoRows
      filtered={filtered}
      Icon={IconHistory}
      title={t(filtered ? 'history.none.title' : 'history.empty.title')}
      text={t(filtered ? 'history.none.text' : 'history.empty.text')}
    />
  );
}
