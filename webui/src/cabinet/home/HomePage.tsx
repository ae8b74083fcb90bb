import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../data/session';
import { ownZone } from '../data/zone';
import { useDates } from '../i18n/dates';
import { momentsOf } from '../i18n/moments';
import { PageTitle } from '../parts/PageTitle';
import { Panes } from '../parts/Panes';
import { RightsPanel } from '../rooms/RightsPanel';
import { useTitle } from '../shell/title';
import classes from './Home.module.css';
import { MyRoom } from './MyRoom';
import { SomeRooms } from './SomeRooms';
import { Today } from './Today';

/** The main page: the conferences of today, some rooms, my own room, and my rights (D3, D16). */
export function HomePage() {
  const { t } = useTranslation();
  useTitle(t('menu.main'));
  return <Panes list={<Middle />} side={<RightsPanel />} sideFirst={false} />;
}

function Middle() {
  const { t, i18n } = useTranslation();
  const { zone } = useDates();
  const mayCreate = useMe().rights.includes('create_conference');
  return (
    <Stack gap="xl">
      <div>
        <PageTitle className={classes.date}>
          {momentsOf(i18n.language, ownZone()).day(new Date().toISOString())}
        </PageTitle>
        <Text c="dimmed" size="sm">
          {t('scheduled.zone', { zone })}
        </Text>
      </div>
      <Today />
      <SomeRooms />
      {mayCreate && <MyRoom />}
    </Stack>
  );
}
