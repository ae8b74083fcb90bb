import { Button, Group, Paper, Skeleton, Tabs, Text } from '@mantine/core';
import { IconArrowLeft, IconForms, IconHistory, IconMessages, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { summaryQuery } from '../data/analytics';
import { type Conference, conferenceQuery } from '../data/conference';
import { PageTitle } from '../parts/PageTitle';
import { cardOf, registrationsOf } from '../planning/places';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './Analytics.module.css';
import { ChatTab } from './ChatTab';
import { ConnectionsTab } from './ConnectionsTab';
import { Facts } from './Facts';
import { ParticipantsTab } from './ParticipantsTab';

/** What became of a conference, for its owner (M1–M9). */
export function AnalyticsPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const conference = useQuery(conferenceQuery(id));
  useTitle(t('analytics.titleOf', { name: conference.data?.name ?? '' }));
  if (conference.data) return <Known conference={conference.data} />;
  if (conference.error) return <Failure error={conference.error} retry={() => conference.refetch()} />;
  return <Loading />;
}

const tabs = [
  { value: 'participants', Icon: IconUsers, Panel: ParticipantsTab },
  { value: 'connections', Icon: IconHistory, Panel: ConnectionsTab },
  { value: 'chat', Icon: IconMessages, Panel: ChatTab },
] as const;

function Known({ conference }: { conference: Conference }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const summary = useQuery(summaryQuery(conference.id));
  const tab = tabs.find(({ value }) => value === params.get('tab'))?.value ?? 'participants';
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
          <PageTitle>{t('analytics.title')}</PageTitle>
          <Text c="dimmed" className={classes.name}>
            {conference.name}
          </Text>
        </div>
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
      </Group>
      {summary.error && !summary.data ? (
        <Failure error={summary.error} retry={() => summary.refetch()} />
      ) : (
        <>
          <Facts summary={summary.data} />
          <Paper withBorder className={classes.sheet}>
            <Tabs
              value={tab}
              keepMounted={false}
              onChange={(value) =>
                setParams(value && value !== 'participants' ? { tab: value } : {}, { replace: true })
              }
            >
              <Tabs.List className={classes.tabs} aria-label={t('analytics.title')}>
                {tabs.map(({ value, Icon }) => (
                  <Tabs.Tab key={value} value={value} leftSection={<Icon size={18} aria-hidden />}>
                    {t(`analytics.tab.${value}`)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {tabs.map(({ value, Panel }) => (
                <Tabs.Panel key={value} value={value} className={classes.panel}>
                  {summary.data ? (
                    <Panel conference={conference} summary={summary.data} />
                  ) : (
                    <Skeleton height={240} />
                  )}
                </Tabs.Panel>
              ))}
            </Tabs>
          </Paper>
        </>
      )}
    </div>
  );
}

function Loading() {
  return (
    <div className={classes.page} aria-hidden>
      <Skeleton height={36} width="40%" mb="xl" />
      <Skeleton height={88} mb="lg" />
      <Skeleton height={320} />
    </div>
  );
}
