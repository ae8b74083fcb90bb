import { Button, EmptyState, SegmentedControl, Select } from '@mantine/core';
import { IconBellRinging, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/useStore';
import { type Conference, conferencesQuery } from '../data/conference';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { ListFrame } from '../parts/ListFrame';
import { Rows } from '../parts/Rows';
import { choose, type Order, orders, type Show, shows } from './choose';
import { NewMeeting } from './NewMeeting';
import classes from './RoomList.module.css';
import { RoomRow } from './RoomRow';

export function RoomList({ selected }: { selected?: string }) {
  const { t, i18n } = useTranslation();
  const rooms = useQuery(conferencesQuery());
  const away = useStore(deleted, (ids) => ids);
  const [text, setText] = useState('');
  const [show, setShow] = useState<Show>('all');
  const [order, setOrder] = useState<Order>('recent');
  const wanted = useDeferredValue(text);
  const all = useMemo(() => (rooms.data?.items ?? []).filter((c) => !away.has(c.id)), [rooms.data, away]);
  const { running, others } = useMemo(
    () => choose(all, { text: wanted, show, order }, i18n.language),
    [all, wanted, show, order, i18n.language],
  );
  const found = running.length + others.length;
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
        <Select
          size="xs"
          variant="unstyled"
          className={classes.order}
          aria-label={t('rooms.order.label')}
          value={order}
          onChange={(value) => setOrder(value as Order)}
          data={orders.map((value) => ({ value, label: t(`rooms.order.${value}`) }))}
        />
      }
      found={found > 0 ? t('rooms.found', { count: found }) : ''}
      query={rooms}
      nothing={<Nothing filtered={all.length > 0} clear={clear} />}
    >
      <Rows title={t('rooms.now')} items={running} keyOf={keyOf} row={row} />
      <Rows
        title={running.length > 0 ? t('rooms.others') : undefined}
        items={others}
        keyOf={keyOf}
        row={row}
      />
    </ListFrame>
  );
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const { t } = useTranslation();
  const mayCreate = useMe().rights.includes('create_conference');
  if (filtered) {
    return (
      <EmptyState
        py="xl"
        icon={<IconSearchOff size={40} stroke={1.5} aria-hidden />}
        title={t('rooms.none.title')}
        description={t('rooms.none.text')}
      >
        <EmptyState.Actions>
          <Button variant="default" onClick={clear}>
            {t('rooms.none.clear')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      py="xl"
      icon={<IconBellRinging size={48} stroke={1.5} aria-hidden />}
      title={t('rooms.empty.title')}
      description={t(mayCreate ? 'rooms.empty.text' : 'rooms.empty.textMayNot')}
    >
      {mayCreate && (
        <EmptyState.Actions>
          <NewMeeting inline />
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}
