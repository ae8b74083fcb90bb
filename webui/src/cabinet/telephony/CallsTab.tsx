import { Badge, Button, EmptyState, Skeleton, Stack, Text } from '@mantine/core';
import { IconHistory, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callsQuery, type LoggedCall } from '../data/telephony';
import { useDates } from '../i18n/dates';
import items from '../parts/Items.module.css';
import { Silent } from './Silent';
import classes from './Telephony.module.css';
import { TraceDrawer } from './TraceDrawer';
import { duration, known, outcome, said } from './words';

/** The calls of late, with what became of them. */
export function CallsTab() {
  const { t } = useTranslation();
  const calls = useQuery(callsQuery);
  const [traced, trace] = useState<string>();
  if (!calls.data && calls.error) return <Silent error={calls.error} retry={() => calls.refetch()} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('telephony.calls.hint')}
      </Text>
      {calls.isPending && <Skeleton height={64} />}
      {calls.data?.length === 0 && (
        <EmptyState
          py="lg"
          icon={<IconHistory size={40} stroke={1.5} aria-hidden />}
          title={t('telephony.calls.none.title')}
          description={t('telephony.calls.none.text')}
        />
      )}
      <ul className={items.list}>
        {calls.data?.map((call) => (
          <CallLine key={call.id} call={call} trace={() => trace(call.id)} />
        ))}
      </ul>
      <TraceDrawer call={calls.data?.find((call) => call.id === traced)} close={() => trace(undefined)} />
    </Stack>
  );
}

const colours = { running: 'good', ringing: 'warn', good: 'gray', bad: 'danger' } as const;

function CallLine({ call, trace }: { call: LoggedCall; trace: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const incoming = call.direction === 'in';
  const Icon = incoming ? IconPhoneIncoming : IconPhoneOutgoing;
  const stands = outcome(call);
  return (
    <li className={items.item}>
      <Icon
        size={24}
        stroke={1.5}
        aria-label={t(`telephony.calls.${call.direction}`)}
        role="img"
        className={classes.icon}
      />
      <div className={items.words}>
        <Text fw={550}>
          {call.from || '—'} → {call.to || '—'}
        </Text>
        <div className={classes.line}>
          <Badge color={colours[stands]} variant="light" tt="none">
            {t(`telephony.outcome.${stands}`)}
          </Badge>
          {call.ended && call.cause && (
            <Text size="sm" component="span">
              {t(`telephony.cause.${known(call.cause.kind)}`)} {said(call.cause) && `(${said(call.cause)})`}
            </Text>
          )}
        </div>
        <Text size="sm" c="dimmed">
          {[dates.full(call.began), call.answered ? duration(call.duration) : '', call.peer ?? '']
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      {call.traced && (
        <Button
          variant="default"
          size="xs"
          onClick={trace}
          aria-label={t('telephony.calls.traceOf', { from: call.from, to: call.to })}
        >
          {t('telephony.calls.trace')}
        </Button>
      )}
    </li>
  );
}
