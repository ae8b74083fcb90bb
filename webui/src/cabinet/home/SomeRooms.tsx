import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStore } from '../../state/useStore';
import { someConferencesQuery } from '../data/conference';
import { deleted } from '../data/deletion';
import { useMe } from '../data/session';
import { RoomRow } from '../rooms/RoomRow';
import { Failure } from '../shell/Failure';
import classes from './Home.module.css';

/** So many stand on the main page (D3). */
const most = 5;

/** D3: up to five virtual rooms, and the way to all of them. */
export function SomeRooms() {
  const { t } = useTranslation();
  const id = useId();
  const mayCreate = useMe().rights.includes('create_conference');
  // One more than are shown, for mine has a place of its own.
  const rooms = useQuery(someConferencesQuery({ launch: 'room', sort: 'updated', limit: most + 1 }));
  const away = useStore(deleted, (ids) => ids);
  const shown = (rooms.data?.items ?? [])
    .filter((room) => !away.has(room.id) && !(room.personal && room.mine))
    .slice(0, most);
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3" id={id}>
          {t('menu.rooms')}
        </Title>
        <Button component={Link} to="/cabinet/rooms" variant="subtle" size="compact-sm">
          {t('today.allRooms')}
        </Button>
      </Group>
      {rooms.error && !rooms.data && <Failure error={rooms.error} retry={() => rooms.refetch()} />}
      {rooms.isPending && (
        <Stack gap="xs" aria-hidden>
          <Skeleton height={72} radius="md" />
          <Skeleton height={72} radius="md" />
        </Stack>
      )}
      {rooms.data && shown.length === 0 && (
        <div className={classes.nothing}>
          <div>
            <Text fw={600}>{t('rooms.empty.title')}</Text>
            <Text size="sm" c="dimmed">
              {t(mayCreate ? 'rooms.empty.text' : 'rooms.empty.textMayNot')}
            </Text>
          </div>
          {mayCreate && (
            <Button
              component={Link}
              to="/cabinet/rooms/new"
              variant="light"
              leftSection={<IconPlus size={18} aria-hidden />}
            >
              {t('rooms.new')}
            </Button>
          )}
        </div>
      )}
      <ul className={classes.rows}>
        {shown.map((room) => (
          <li key={room.id}>
            <RoomRow room={room} selected={false} />
          </li>
        ))}
      </ul>
    </section>
  );
}
