import {
  Anchor,
  Badge,
  Button,
  Checkbox,
  EmptyState,
  Group,
  Paper,
  Skeleton,
  Text,
  Title,
} from '@mantine/core';
import { IconDatabaseExport, IconMoodEmpty } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { fileSize } from '../../i18n/format';
import { backupPath, type Machine, type Running, runningQuery } from '../data/overview';
import { useDates } from '../i18n/dates';
import { PageTitle } from '../parts/PageTitle';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './Admin.module.css';
import { Gate } from './Gate';
import { Restore } from './Restore';

/** What goes on in the server at the moment, how busy it is, and its backup. */
export function OverviewPage() {
  return (
    <Gate>
      <Now />
    </Gate>
  );
}

function Now() {
  const { t } = useTranslation();
  useTitle(t('overview.title'));
  const now = useQuery(runningQuery);
  return (
    <div className={classes.page}>
      <PageTitle>{t('overview.title')}</PageTitle>
      <Text c="dimmed" size="sm" mb="lg">
        {t('overview.hint')}
      </Text>
      {now.error && !now.data && <Failure error={now.error} retry={() => now.refetch()} />}
      {now.isPending && <Skeleton height={240} radius="md" />}
      {now.data && (
        <Paper withBorder>
          <section className={classes.section} aria-labelledby="overview-machine">
            <Title order={2} size="h4" id="overview-machine">
              {t('overview.machine')}
            </Title>
            <Figures machine={now.data.machine} />
          </section>
          <section className={classes.section} aria-labelledby="overview-running">
            <Title order={2} size="h4" id="overview-running">
              {t('overview.running', { count: now.data.items.length })}
            </Title>
            <Conferences items={now.data.items} />
          </section>
          <section className={classes.section} aria-labelledby="overview-backup">
            <Title order={2} size="h4" id="overview-backup">
              {t('overview.backup')}
            </Title>
            <Backup />
          </section>
          <section className={classes.section} aria-labelledby="overview-restore">
            <Title order={2} size="h4" id="overview-restore">
              {t('restore.title')}
            </Title>
            <Restore />
          </section>
        </Paper>
      )}
    </div>
  );
}

function Figures({ machine }: { machine: Machine }) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const facts: [string, string][] = [
    [
      'load',
      t('overview.loadOf', {
        load: number.format(machine.load),
        cores: t('overview.cores', { count: machine.cores }),
      }),
    ],
    ['memory', fileSize(machine.memory, i18n.language)],
    ['disk', fileSize(machine.disk, i18n.language)],
    ['cpu', t('overview.minutes', { minutes: number.format(machine.cpu / 60) })],
    ['sent', number.format(machine.sent)],
    ['since', dates.full(machine.since)],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {t(`overview.fact.${name}`)}
          </Text>
          <Text component="dd" m={0} className="tabular">
            {value}
          </Text>
        </div>
      ))}
    </dl>
  );
}

function Conferences({ items }: { items: Running[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (items.length === 0) {
    return (
      <EmptyState
        icon={<IconMoodEmpty size={40} stroke={1.5} aria-hidden />}
        title={t('overview.nothing')}
        description={t('overview.nothingHint')}
      />
    );
  }
  return (
    <ul className={classes.running}>
      {items.map((c) => (
        <li key={c.id}>
          <Anchor component={Link} to={`/cabinet/rooms/${c.id}`}>
            {c.name}
          </Anchor>
          <Text component="span" size="sm" c="dimmed">
            {c.ownerName}
            {c.started && ` · ${t('overview.since', { time: dates.short(c.started) })}`}
          </Text>
          <Group gap="xs">
            <Text component="span" size="sm" className="tabular">
              {t('rooms.people', { count: c.participants })}
            </Text>
            {c.recording && (
              <Badge color="danger" variant="light" tt="none">
                {t('overview.recorded')}
              </Badge>
            )}
            {c.stream && (
              <Badge color="gray" variant="light" tt="none">
                {t('overview.streamed')}
              </Badge>
            )}
            {c.locked && (
              <Badge color="warn" variant="light" tt="none">
                {t('room.locked')}
              </Badge>
            )}
          </Group>
        </li>
      ))}
    </ul>
  );
}

function Backup() {
  const { t } = useTranslation();
  const [withKey, setWithKey] = useState(false);
  return (
    <div>
      <Text size="sm" mb="sm">
        {t('overview.backupHint')}
      </Text>
      <Checkbox
        label={t('overview.withKey')}
        description={t('overview.withKeyHint')}
        checked={withKey}
        onChange={(e) => setWithKey(e.currentTarget.checked)}
        mb="md"
      />
      <Button
        component="a"
        href={backupPath(withKey)}
        download
        variant="default"
        leftSection={<IconDatabaseExport size={18} aria-hidden />}
      >
        {t('overview.fetch')}
      </Button>
    </div>
  );
}
