import { Button, Skeleton } from '@mantine/core';
import { IconForms, IconHistory, IconMessages, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { summaryQuery } from '../data/analytics';
import type { Conference } from '../data/conference';
import { TabbedSheet } from '../parts/TabbedSheet';
import { ConferencePage, ConferenceTop } from '../planning/ConferencePage';
import { registrationsOf } from '../planning/places';
import { Failure } from '../shell/Failure';
import { ChatTab } from './ChatTab';
import { ConnectionsTab } from './ConnectionsTab';
import { Facts } from './Facts';
import { ParticipantsTab } from './ParticipantsTab';

/** What became of a conference, for its owner (M1–M9). */
export function AnalyticsPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const titleOf = (name: string) => t('analytics.titleOf', { name });
  return <ConferencePage id={id} titleOf={titleOf} maxWidth="72rem" Body={Known} />;
}

const tabs = [
  { value: 'participants', Icon: IconUsers, Panel: ParticipantsTab },
  { value: 'connections', Icon: IconHistory, Panel: ConnectionsTab },
  { value: 'chat', Icon: IconMessages, Panel: ChatTab },
] as const;

function Known({ conference }: { conference: Conference }) {
  const { t } = useTranslation();
  const summary = useQuery(summaryQuery(conference.id));
  return (
    <>
      <ConferenceTop conference={conference} back={t('analytics.back')} title={t('analytics.title')}>
        {(conference.registration?.on || Boolean(conference.registered)) && (
          <Button
            component={Link}
            to={registrationsOf(conference.id)}
            variant="default"
            leftSection={<IconForms size={18} aria-hidden />}
          >
            {t('registrants.title')}
          </Button>
        )}
      </ConferenceTop>
      {summary.error && !summary.data ? (
        <Failure error={summary.error} retry={() => summary.refetch()} />
      ) : (
        <>
          <Facts summary={summary.data} />
          <TabbedSheet
            label={t('analytics.title')}
            tabs={tabs.map(({ value, Icon, Panel }) => ({
              value,
              label: t(`analytics.tab.${value}`),
              Icon,
              panel: summary.data ? (
                <Panel conference={conference} summary={summary.data} />
              ) : (
                <Skeleton height={240} />
              ),
            }))}
          />
        </>
      )}
    </>
  );
}
