import { EmptyState } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { type HistoryFilter, historyQuery } from '../data/history';
import { Panes } from '../parts/Panes';
import { EntryCard } from './EntryCard';
import classes from './History.module.css';
import { HistoryList } from './HistoryList';

/** What one did (D14): calls and conferences, and what can be done about one of them. */
export function HistoryPage() {
  const [params] = useSearchParams();
  const [filter, setFilter] = useState<HistoryFilter>({});
  const history = useInfiniteQuery(historyQuery(filter));
  const entries = useMemo(() => (history.data?.pages ?? []).flatMap((page) => page.items), [history.data]);
  const chosen = entries.find((entry) => entry.id === params.get('entry'));
  return (
    <Panes
      list={<HistoryList query={history} entries={entries} selected={chosen?.id} onFilter={setFilter} />}
      side={chosen ? <EntryCard key={chosen.id} entry={chosen} /> : <Nothing />}
      sideFirst={chosen !== undefined}
    />
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <div className={classes.nobody}>
      <EmptyState
        icon={<IconHistory size={40} stroke={1.5} aria-hidden />}
        title={t('history.choose.title')}
        description={t('history.choose.text')}
      />
    </div>
  );
}
