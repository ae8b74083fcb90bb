import { Button, EmptyState, Group, Paper, Skeleton, Text, TextInput } from '@mantine/core';
import { IconPlus, IconRadar2, IconSearch, IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/useStore';
import { Gate } from '../admin/Gate';
import { type Camera, camerasQuery } from '../data/cameras';
import { deleted } from '../data/deletion';
import items from '../parts/Items.module.css';
import { PageTitle } from '../parts/PageTitle';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { CameraDrawer } from './CameraDrawer';
import { CameraLine } from './CameraLine';
import classes from './Cameras.module.css';
import { FindDrawer } from './FindDrawer';
import { TestCamera } from './TestCamera';

/** The cameras that are kept under a name, and how they do. */
export function CamerasPage() {
  return (
    <Gate>
      <Book />
    </Gate>
  );
}

function Book() {
  const { t } = useTranslation();
  useTitle(t('cameras.title'));
  const cameras = useQuery(camerasQuery);
  const gone = useStore(deleted, (ids) => ids);
  const [text, setText] = useState('');
  const [edited, edit] = useState<Camera | 'new'>();
  const [finding, find] = useState(false);
  const [tested, test] = useState<Camera>();
  const kept = cameras.data?.filter((camera) => !gone.has(camera.id));
  const wanted = text.trim().toLowerCase();
  const shown = kept?.filter((c) => `${c.name}\n${c.address}\n${c.notes}`.toLowerCase().includes(wanted));
  const adding = (
    <Group gap="sm">
      <Button leftSection={<IconRadar2 size={18} aria-hidden />} onClick={() => find(true)}>
        {t('cameras.find')}
      </Button>
      <Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => edit('new')}>
        {t('cameras.add')}
      </Button>
    </Group>
  );
  return (
    <div className={classes.page}>
      <PageTitle>{t('cameras.title')}</PageTitle>
      <Text c="dimmed" size="sm" mb="lg">
        {t('cameras.hint')}
      </Text>
      <Paper withBorder className={classes.sheet}>
        <Group gap="sm" justify="space-between" mb="md">
          {adding}
          <TextInput
            type="search"
            flex="0 1 20rem"
            aria-label={t('cameras.search')}
            placeholder={t('cameras.search')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
        </Group>
        {cameras.error && !kept && <Failure error={cameras.error} retry={() => cameras.refetch()} />}
        {cameras.isPending && <Skeleton height={96} />}
        {kept?.length === 0 && (
          <EmptyState
            py="lg"
            icon={<IconVideo size={40} stroke={1.5} aria-hidden />}
            title={t('cameras.none.title')}
            description={t('cameras.none.text')}
          />
        )}
        {kept && kept.length > 0 && shown?.length === 0 && <Text size="sm">{t('cameras.notFound')}</Text>}
        <ul className={items.list}>
          {shown?.map((camera) => (
            <CameraLine key={camera.id} camera={camera} edit={() => edit(camera)} test={() => test(camera)} />
          ))}
        </ul>
      </Paper>
      <CameraDrawer
        camera={edited === 'new' ? undefined : edited}
        opened={edited !== undefined}
        close={() => edit(undefined)}
      />
      <FindDrawer opened={finding} close={() => find(false)} />
      <TestCamera camera={tested} close={() => test(undefined)} />
    </div>
  );
}
