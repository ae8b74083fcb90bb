import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useMe } from '../data/session';
import { useDates } from '../i18n/dates';
import { PageTitle } from '../parts/PageTitle';
import { Panes } from '../parts/Panes';
import { RoomCard } from '../rooms/RoomCard';
import { useTitle } from '../shell/title';
import { CalendarView } from './CalendarView';
import { firstDayOf } from './days';
import { ScheduledList } from './ScheduledList';
import { usePlan } from './usePlan';
import { ViewBar } from './ViewBar';

/** The scheduled conferences as a calendar or a list, with the card of one beside (D7, D8, D10). */
export function ScheduledPage() {
  const { room } = useParams();
  const [params] = useSearchParams();
  const plan = usePlan();
  const [series, of] = [params.get('series'), params.get('of')];
  const which = series && of ? { series, of } : undefined;
  return (
    <Panes
      list={<Plan selected={room} plan={plan} />}
      side={room && <RoomCard key={room} room={room} which={which} list={plan.back} />}
      sideFirst={room !== undefined}
    />
  );
}

function Plan({ selected, plan }: { selected?: string; plan: ReturnType<typeof usePlan> }) {
  const { t, i18n } = useTranslation();
  const mayCreate = useMe().rights.includes('create_conference');
  const { zone } = useDates();
  const firstDay = firstDayOf(i18n.language);
  useTitle(t('scheduled.title'));
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <PageTitle>{t('scheduled.title')}</PageTitle>
          <Text c="dimmed" size="sm">
            {t('scheduled.zone', { zone })}
          </Text>
        </div>
        {mayCreate && (
          <Button
            component={Link}
            to="/cabinet/conferences/new"
            leftSection={<IconPlus size={18} aria-hidden />}
          >
            {t('plan.schedule.newTitle')}
          </Button>
        )}
      </Group>
      <ViewBar {...plan} firstDay={firstDay} />
      {plan.view === 'list' ? (
        <ScheduledList selected={selected} card={plan.card} />
      ) : (
        <CalendarView selected={selected} plan={plan} view={plan.view} firstDay={firstDay} />
      )}
    </Stack>
  );
}
