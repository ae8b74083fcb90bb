import { Alert, Badge, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Gateway, gatewayQuery, type Trunk, trunksQuery } from '../data/telephony';
import { dialled, first, typed } from '../devices/addresses';
import { useDates } from '../i18n/dates';
import { Copy } from '../parts/Copy';
import items from '../parts/Items.module.css';
import { LimitedSources } from './LimitedSources';
import { Silent } from './Silent';
import classes from './Telephony.module.css';
import { colours, known, said, standing } from './words';

/** What runs now: where calls are taken, who is registered, who is held off. */
export function Overview() {
  const gateway = useQuery(gatewayQuery);
  const trunks = useQuery(trunksQuery);
  if (gateway.data) return <Running gateway={gateway.data} trunks={trunks.data ?? []} />;
  if (gateway.error) return <Silent error={gateway.error} retry={() => gateway.refetch()} />;
  return (
    <Stack aria-hidden>
      <Skeleton height={120} />
      <Skeleton height={120} />
    </Stack>
  );
}

function Running({ gateway, trunks }: { gateway: Gateway; trunks: Trunk[] }) {
  const { t } = useTranslation();
  const at = first(gateway.reached);
  return (
    <Stack gap="xl">
      <Part title={t('telephony.overview.addresses')}>
        {gateway.addresses.length === 0 ? (
          <Text size="sm">{t('telephony.overview.deaf')}</Text>
        ) : (
          <dl className={classes.addresses}>
            {gateway.reached.map((address) => (
              <Listening
                key={address.transport}
                name={address.transport.toUpperCase()}
                value={`${address.host}:${address.port}`}
              />
            ))}
          </dl>
        )}
        {gateway.calls > 0 && (
          <Text size="sm" c="dimmed" mt="sm">
            {t('telephony.overview.calls', { count: gateway.calls })}
          </Text>
        )}
      </Part>
      {at && (
        <Alert color="gray" variant="light" icon={<IconInfoCircle aria-hidden />}>
          <Text size="sm" c="var(--text)">
            {t('telephony.overview.room')} <code>{dialled(at, '1234567890')}</code>
          </Text>
          <Text size="sm" c="var(--text)" mt={4}>
            {t('telephony.overview.phone')} <code>{typed(at)}</code>
          </Text>
        </Alert>
      )}
      <Part title={t('telephony.overview.trunks')}>
        {trunks.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('telephony.overview.noTrunks')}
          </Text>
        ) : (
          <ul className={items.list}>
            {trunks.map((trunk) => (
              <TrunkLine key={trunk.id} trunk={trunk} gateway={gateway} />
            ))}
          </ul>
        )}
      </Part>
      <Part title={t('telephony.overview.devices', { count: gateway.devices.length })}>
        <Text size="sm" c="dimmed">
          {t('telephony.overview.devicesHint')}
        </Text>
      </Part>
      <Part title={t('telephony.limited.title')}>
        <LimitedSources sources={gateway.limited} />
      </Part>
    </Stack>
  );
}

function Listening({ name, value }: { name: string; value: string }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
        <Copy value={value} label={t('telephony.overview.copy', { name })} />
      </dd>
    </>
  );
}

function TrunkLine({ trunk, gateway }: { trunk: Trunk; gateway: Gateway }) {
  const { t } = useTranslation();
  const dates = useDates();
  const state = gateway.trunks.find((one) => one.id === trunk.id);
  const stands = standing(trunk, state);
  return (
    <li className={items.item}>
      <div className={items.words}>
        <Text fw={550}>
          {trunk.name}{' '}
          <Badge color={colours[stands]} variant="light" tt="none">
            {t(`telephony.standing.${stands}`)}
          </Badge>
        </Text>
        {stands === 'failed' && (
          <Text size="sm">
            {t(`telephony.cause.${known(state?.cause)}`)} {said(state) && `(${said(state)})`}
          </Text>
        )}
        {state?.until && (
          <Text size="sm" c="dimmed">
            {t(stands === 'failed' ? 'telephony.overview.again' : 'telephony.overview.until', {
              time: dates.time(state.until),
            })}
          </Text>
        )}
      </div>
    </li>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h3" id={id} mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}
