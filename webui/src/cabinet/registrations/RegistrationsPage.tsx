import { Button, Group, Skeleton, Text } from '@mantine/core';
import { IconArrowLeft, IconChartBar, IconForms } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiError } from '../../api/problem';
import { type Conference, conferenceQuery } from '../data/conference';
import { useDates } from '../i18n/dates';
import { PageTitle } from '../parts/PageTitle';
import { analyticsOf, cardOf, editOf } from '../planning/places';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { ClosingState } from './ClosingState';
import { RegistrantList } from './RegistrantList';
import classes from './Registrations.module.css';

/** Who registered for a conference, for those who manage it (G20–G25, A13, M3). */
export function RegistrationsPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const conference = useQuery(conferenceQuery(id));
  useTitle(t('registrants.titleOf', { name: conference.data?.name ?? '' }));
  if (conference.data && !conference.data.canManage)
    return <Failure error={new ApiError(403, 'denied', '')} />;
  if (conference.data) return <Known conference={conference.data} />;
  if (conference.error) return <Failure error={conference.error} retry={() => conference.refetch()} />;
  return (
    <div className={classes.page} aria-hidden>
      <Skeleton height={36} width="40%" mb="xl" />
      <Skeleton height={88} mb="lg" />
      <Skeleton height={320} />
    </div>
  );
}

function Known({ conference }: { conference: Conference }) {
  const { t } = useTranslation();
  const { zone } = useDates();
  return (
    <div className={classes.page}>
      <Button
        component={Link}
        to={cardOf(conference)}
        variant="subtle"
        color="gray"
        size="compact-md"
        className={classes.back}
        leftSection={<IconArrowLeft size={18} aria-hidden />}
      >
        {t('analytics.back')}
      </Button>
      <Group justify="space-between" align="flex-end" mb="lg">
        <div>
          <PageTitle>{t('registrants.title')}</PageTitle>
          <Text c="dimmed" className={classes.name}>
            {conference.name}
          </Text>
          <Text c="dimmed" size="sm">
            {t('scheduled.zone', { zone })}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            component={Link}
            to={analyticsOf(conference.id)}
            variant="default"
            leftSection={<IconChartBar size={18} aria-hidden />}
          >
            {t('analytics.open')}
          </Button>
          <Button
            component={Link}
            to={`${editOf(conference)}?tab=registration`}
            variant="default"
            leftSection={<IconForms size={18} aria-hidden />}
          >
            {t('registrants.settings')}
          </Button>
        </Group>
      </Group>
      <ClosingState conference={conference} />
      <RegistrantList conference={conference} />
    </div>
  );
}
