import { Button, EmptyState, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconDeviceLandlinePhone, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { allDevicesQuery } from '../data/devices';
import { gatewayQuery } from '../data/telephony';
import { first, typed } from '../devices/addresses';
import { DeviceRow } from '../devices/DeviceRow';
import classes from '../devices/Devices.module.css';
import { NewDevice } from '../devices/NewDevice';
import { Failure } from '../shell/Failure';

/** The phones and terminals of everybody. */
export function DevicesTab() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const devices = useQuery(allDevicesQuery(wanted));
  const [making, make] = useDisclosure(false);
  return (
    <Stack gap="md">
      <Group gap="sm">
        <TextInput
          type="search"
          flex="1 1 14rem"
          aria-label={t('telephony.devices.search')}
          placeholder={t('telephony.devices.search')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={make.open}>
          {t('devices.new')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {devices.data &&
          devices.data.total > 0 &&
          t('telephony.devices.found', { count: devices.data.total })}
      </Text>
      {devices.error && !devices.data && <Failure error={devices.error} retry={() => devices.refetch()} />}
      {devices.isPending && <Skeleton height={64} />}
      {devices.data?.items.length === 0 && <None searched={wanted !== ''} />}
      <ul className={classes.list}>
        {devices.data?.items.map((device) => (
          <DeviceRow key={device.id} device={device} owner={device.login} whose />
        ))}
      </ul>
      <NewDevice opened={making} close={make.close} />
    </Stack>
  );
}

function None({ searched }: { searched: boolean }) {
  const { t } = useTranslation();
  const gateway = useQuery(gatewayQuery);
  const at = first(gateway.data?.reached ?? []);
  if (searched) return <Text size="sm">{t('telephony.devices.notFound')}</Text>;
  return (
    <EmptyState
      py="lg"
      icon={<IconDeviceLandlinePhone size={40} stroke={1.5} aria-hidden />}
      title={t('devices.none.title')}
      description={
        at ? t('telephony.devices.point', { address: `sip:${typed(at)}` }) : t('telephony.devices.first')
      }
    />
  );
}
