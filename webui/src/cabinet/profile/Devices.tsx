import { Button, EmptyState, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceLandlinePhone, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { devicesQuery } from '../data/devices';
import { DeviceRow } from '../devices/DeviceRow';
import classes from '../devices/Devices.module.css';
import { NewDevice } from '../devices/NewDevice';
import { Failure } from '../shell/Failure';

/** My phones and terminals, which ring when I am called. */
export function Devices() {
  const { t } = useTranslation();
  const devices = useQuery(devicesQuery('me'));
  const [making, make] = useDisclosure(false);
  if (devices.isError && !devices.data)
    return <Failure error={devices.error} retry={() => devices.refetch()} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('devices.hint')}
      </Text>
      {devices.isPending && <Skeleton height={64} />}
      {devices.data?.length === 0 && (
        <EmptyState
          py="lg"
          icon={<IconDeviceLandlinePhone size={40} stroke={1.5} aria-hidden />}
          title={t('devices.none.title')}
          description={t('devices.none.mine')}
        />
      )}
      <ul className={classes.list}>
        {devices.data?.map((device) => (
          <DeviceRow key={device.id} device={device} owner="me" />
        ))}
      </ul>
      <div>
        <Button variant="light" leftSection={<IconPlus size={18} aria-hidden />} onClick={make.open}>
          {t('devices.new')}
        </Button>
      </div>
      <NewDevice opened={making} close={make.close} owner="me" />
    </Stack>
  );
}
