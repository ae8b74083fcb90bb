import {
  Button,
  EmptyState,
  Group,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconBellRinging, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Conference, conferencesQuery } from '../data/conference';
import { useMe } from '../data/session';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { choose, type Order, orders, type Show, shows } from './choose';
import { NewMeeting } from './NewMeeting';
import classes from './RoomList.module.css';
import { RoomRow } from './RoomRow';

/** So many rows are drawn at first; more on demand. */
const atOnce = 60;

export function RoomList({ selected }: { selected?: string }) {
  const { t, i18n } = useTranslation();
  useTitle(t('rooms.title'));
  const rooms = useQuery(conferencesQuery());
  const [text, setText] = useState('');
  const [show, setShow] = useState<Show>('all');
  const [order, setOrder] = useState<Order>('recent');
  const wanted = useDeferredValue(text);
  const chosen = useMemo(
    () => choose(rooms.data?.items ?? [], { text: wanted, show, order }, i18n.language),
    [rooms.data, wanted, show, order, i18n.language],
  );
  const found = chosen.running.length + chosen.others.length;
  const clear = () => {
    setText('');
    setShow('all');
  };

  return (
    <Stack gap="md">
      <div>
        <Title order={1}>{t('rooms.title')}</Title>
        <Text c="dimmed" size="sm">
          {t('rooms.hint')}
        </Text>
      </div>
      <Group gap="sm" className={classes.tools}>
        <TextInput
          type="search"
          className={classes.search}
          aria-label={t('rooms.search')}
          placeholder={t('rooms.search')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('rooms.show.label')}
          value={show}
          onChange={(value) => setShow(value as Show)}
          data={shows.map((value) => ({ value, label: t(`rooms.show.${value}`) }))}
        />
      </Group>
      <Group justify="space-between" gap="sm" mih={36}>
        <Text component="p" size="sm" c="dimmed" role="status" m={0}>
          {rooms.data && found > 0 && t('rooms.found', { count: found })}
        </Text>
        <Select
          size="xs"
          variant="unstyled"
          className={classes.order}
          aria-label={t('rooms.order.label')}
          value={order}
          onChange={(value) => setOrder(value as Order)}
          data={orders.map((value) => ({ value, label: t(`rooms.order.${value}`) }))}
        />
      </Group>
      {rooms.isError && !rooms.data && <Failure error={rooms.error} retry={() => rooms.refetch()} />}
      {rooms.isPending && <ListSkeleton />}
      {rooms.data && found === 0 && <Nothing filtered={rooms.data.items.length > 0} clear={clear} />}
      <Section title={t('rooms.now')} rooms={chosen.running} selected={selected} />
      <Section
        title={chosen.running.length > 0 ? t('rooms.others') : undefined}
        rooms={chosen.others}
        selected={selected}
      />
    </Stack>
  );
}

function Section({ title, rooms, selected }: { title?: string; rooms: Conference[]; selected?: string }) {
  const { t } = useTranslation();
  const [most, setMost] = useState(atOnce);
  const heading = useId();
  if (rooms.length === 0) return null;
  return (
    <section aria-labelledby={title ? heading : undefined}>
      {title && (
        <Title order={2} id={heading} className={classes.heading}>
          {title}
        </Title>
      )}
      <ul className={classes.rows}>
        {rooms.slice(0, most).map((room) => (
          <li key={room.id}>
            <RoomRow room={room} selected={room.id === selected || room.cid === selected} />
          </li>
        ))}
      </ul>
      {rooms.length > most && (
        <Button variant="subtle" fullWidth mt="xs" onClick={() => setMost(most + 200)}>
          {t('rooms.more', { count: rooms.length - most })}
        </Button>
      )}
    </section>
  );
}

function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('shell.loading')} className={classes.rows}>
      {[1, 2, 3, 4, 5].map((n) => (
        <Skeleton key={n} height={72} radius="md" />
      ))}
    </div>
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
