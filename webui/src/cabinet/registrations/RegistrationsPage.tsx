import { Button, Group } from '@mantine/core';
import { IconChartBar, IconForms } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiError } from '../../api/problem';
import type { Conference } from '../data/conference';
import { useDates } from '../i18n/dates';
import { ConferencePage, ConferenceTop } from '../planning/ConferencePage';
import { analyticsOf, editOf } from '../planning/places';
import { Failure } from '../shell/Failure';
import { ClosingState } from './ClosingState';
import { RegistrantList } from './RegistrantList';

/** Who registered for a conference, for those who manage it (G20–G25, A13, M3). */
export function RegistrationsPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const titleOf = (name: string) => t('registrants.titleOf', { name });
  return <ConferencePage id={id} titleOf={titleOf} maxWidth="80rem" Body={Known} />;
}

function Known({ conference }: { conference: Conference }) {
  const { t } = useTranslation();
  const { zone } = useDates();
  if (!conference.canManage) return <Failure error={new ApiError(403, 'denied', '')} />;
  return (
    <>
      <ConferenceTop
        conference={conference}
        back={t('analytics.back')}
        title={t('registrants.title')}
        hint={t('scheduled.zone', { zone })}
      >
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
      </ConferenceTop>
      <ClosingState conference={conference} />
      <RegistrantList conference={conference} />
    </>
  );
}
