import { Button, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCalendarOff, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from '../../state/useStore';
import { type Conference, conferencesQuery, type ListQuery } from '../data/conference';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { ListFrame } from '../parts/ListFrame';
import { More } from '../parts/More';
import { NoRows } from '../parts/NoRows';
import { OrderChoice } from '../parts/OrderChoice';
import { Rows } from '../parts/Rows';
import { ConferenceRow } from './ConferenceRow';
import type { usePlan } from './usePlan';

const orders = ['start', 'name'] as const;
const whens = ['coming', 'running', 'past', 'all'] as const;
type When = (typeof whens)[number];

/** The moments are whole minutes, so that the question stays the same for a while. */
function periodOf(when: When): Pick<ListQuery, 'from' | 'to' | 'order'> {
  const now = new Date();
  now.setSeconds(0, 0);
  const next = new Date(now.getTime() + 60_000);
  if (when === 'coming') return { from: now.toISOString() };
  if (when === 'running') return { from: now.toISOString(), to: next.toISOString() };
  return when === 'past' ? { to: now.toISOString(), order: 'desc' } : {};
}

/** What the moments alone do not tell: a meeting that should go on and does not, and one that still goes on. */
const fits = (c: Conference, when: When) =>
  when === 'running' ? c.running : when !== 'past' || !c.next || Date.parse(c.next.start) > Date.now();

interface Props {
  selected?: string;
  card: ReturnType<typeof usePlan>['card'];
}

/** D7, D10, D11: the scheduled conferences as a list, each once with its nearest meeting (NB6). */
export function ScheduledList({ selected, card }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [when, setWhen] = useState<When>('coming');
  const [sort, setSort] = useState<(typeof orders)[number]>('start');
  const [q] = useDebouncedValue(text.trim(), 150);
  const list = useInfiniteQuery(
    conferencesQuery({ launch: 'scheduled', sort, q: q || undefined, ...periodOf(when) }),
  );
  const away = useStore(deleted, (ids) => ids);
  const loaded = list.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = loaded.filter((c) => !away.has(c.id) && fits(c, when));
  const found = (list.data?.pages[0]?.total ?? 0) - (loaded.length - shown.length);
  return (
    <ListFrame
      search={t('scheduled.search')}
      text={text}
      onText={setText}
      filter={
        <SegmentedControl
          aria-label={t('scheduled.when.label')}
          value={when}
          onChange={(value) => setWhen(value as When)}
          data={whens.map((value) => ({ value, label: t(`scheduled.when.${value}`) }))}
        />
      }
      order={
        <OrderChoice
          value={sort}
          onChange={setSort}
          options={orders.map((value) => ({ value, label: t(`scheduled.order.${value}`) }))}
        />
      }
      found={found > 0 ? t('scheduled.found', { count: found }) : ''}
      query={list}
      nothing={
        <Nothing
          filtered={q !== '' || when !== 'all'}
          clear={() => {
            setText('');
            setWhen('all');
          }}
        />
      }
    >
      <Rows
        items={shown}
        keyOf={(c: Conference) => c.id}
        row={(c: Conference) => (
          <ConferenceRow
            conference={c}
            to={card(c.id, c.next ?? undefined)}
            selected={c.id === selected || c.cid === selected}
          />
        )}
        all
      />
      <More has={list.hasNextPage} loading={list.isFetchingNextPage} load={() => list.fetchNextPage()} />
    </ListFrame>
  );
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const { t } = useTranslation();
  const mayCreate = useMe().rights.includes('create_conference');
  return (
    <NoRows
      filtered={filtered}
      Icon={IconCalendarOff}
      title={t(filtered ? 'rooms.none.title' : 'scheduled.empty.title')}
      text={t(
        filtered ? 'scheduled.none' : mayCreate ? 'scheduled.empty.text' : 'scheduled.empty.textMayNot',
      )}
    >
      {filtered ? (
        <Button variant="default" onClick={clear}>
          {t('scheduled.clear')}
        </Button>
      ) : (
        mayCreate && (
          <Button
            component={Link}
            to="/cabinet/conferences/new"
            leftSection={<IconPlus size={18} aria-hidden />}
          >
            {t('plan.schedule.newTitle')}
          </Button>
        )
      )}
    </NoRows>
  );
}
