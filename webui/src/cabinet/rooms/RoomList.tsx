import { Button, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBellRinging, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from '../../state/useStore';
import { type Conference, conferencesQuery } from '../data/conference';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { ListFrame } from '../parts/ListFrame';
import { More } from '../parts/More';
import { NoRows } from '../parts/NoRows';
import { OrderChoice } from '../parts/OrderChoice';
import { Rows } from '../parts/Rows';
import { partOf, type Show, shows } from './choose';
import { NewMeeting } from './NewMeeting';
import { RoomRow } from './RoomRow';

const orders = ['updated', 'name'] as const;

/** D7: all virtual rooms; the server sorts, searches and hands out pages. */
export function RoomList({ selected }: { selected?: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [show, setShow] = useState<Show>('all');
  const [sort, setSort] = useState<(typeof orders)[number]>('updated');
  const [q] = useDebouncedValue(text.trim(), 150);
  const rooms = useInfiniteQuery(
    conferencesQuery({ launch: 'room', part: partOf[show], sort, q: q || undefined }),
  );
  const away = useStore(deleted, (ids) => ids);
  const mayCreate = useMe().rights.includes('create_conference');
  const loaded = rooms.data?.pages.flatMap((page) => page.items) ?? [];
  const all = loaded.filter((c) => !away.has(c.id));
  const [running, others] = [all.filter((c) => c.running), all.filter((c) => !c.running)];
  const found = (rooms.data?.pages[0]?.total ?? 0) - (loaded.length - all.length);
  const clear = () => {
    setText('');
    setShow('all');
  };
  const row = (room: Conference) => (
    <RoomRow room={room} selected={room.id === selected || room.cid === selected} />
  );
  const keyOf = (room: Conference) => room.id;
  return (
    <ListFrame
      title={t('rooms.title')}
      hint={t('rooms.hint')}
      add={
        mayCreate && (
          <Button component={Link} to="/cabinet/rooms/new" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('rooms.new')}
          </Button>
        )
      }
      search={t('rooms.search')}
      text={text}
      onText={setText}
      filter={
        <SegmentedControl
          aria-label={t('rooms.show.label')}
          value={show}
          onChange={(value) => setShow(value as Show)}
          data={shows.map((value) => ({ value, label: t(`rooms.show.${value}`) }))}
        />
      }
      order={
        <OrderChoice
          value={sort}
          onChange={setSort}
          options={orders.map((value) => ({ value, label: t(`rooms.order.${value}`) }))}
        />
      }
      found={found > 0 ? t('rooms.found', { count: found }) : ''}
      query={rooms}
      nothing={<Nothing filtered={q !== '' || show !== 'all'} clear={clear} />}
    >
      <Rows title={t('rooms.now')} items={running} keyOf={keyOf} row={row} />
      <Rows
        title={running.length > 0 ? t('rooms.others') : undefined}
        items={others}
        keyOf={keyOf}
        row={row}
        all
      />
      <More has={rooms.hasNextPage} loading={rooms.isFetchingNextPage} load={() => rooms.fetchNextPage()} />
    </ListFrame>
  );
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const { t } = useTranslation();
  const mayCreate = useMe().rights.includes('create_conference');
  return (
    <NoRows
      filtered={filtered}
      Icon={IconBellRinging}
      title={t(filtered ? 'rooms.none.title' : 'rooms.empty.title')}
      text={t(filtered ? 'rooms.none.text' : mayCreate ? 'rooms.empty.text' : 'rooms.empty.textMayNot')}
    >
      {filtered ? (
        <Button variant="default" onClick={clear}>
          {t('rooms.none.clear')}
        </Button>
      ) : (
        mayCreate && <NewMeeting inline />
      )}
    </NoRows>
  );
}
