import { Badge, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceLandlinePhone } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Device, devicesKey, type Owner, revokeDevice } from '../data/devices';
import { useDates } from '../i18n/dates';
import { Confirm } from '../parts/Confirm';
import { tellError } from '../parts/tell';
import classes from './Devices.module.css';

/** A phone or terminal: where it is registered, and the end of it. */
export function DeviceRow({ device, owner, whose }: { device: Device; owner: Owner; whose?: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const revoke = useMutation({
    mutationFn: () => revokeDevice(owner, device.id),
    onSettled: () => queries.invalidateQueries({ queryKey: devicesKey }),
    onError: (error) => tellError(t, error),
  });
  const here = device.contacts[0];
  return (
    <li className={classes.device}>
      <IconDeviceLandlinePhone size={26} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <Text fw={550}>
          {device.label}{' '}
          <Badge color={here ? 'good' : 'gray'} variant="light" tt="none">
            {t(here ? 'devices.registered' : 'devices.absent')}
          </Badge>
        </Text>
        <Text size="sm">
          {whose && `${device.login} · `}
          {t('devices.username')} <code>{device.username}</code>
        </Text>
        <Text size="sm" c="dimmed">
          {here
            ? device.contacts.map((c) => [c.address, c.agent].filter(Boolean).join(' · ')).join('; ')
            : t('devices.since', { day: dates.day(device.created) })}
        </Text>
      </div>
      <Button
        variant="default"
        size="xs"
        loading={revoke.isPending}
        onClick={ask.open}
        aria-label={t('devices.revokeOf', { name: device.label })}
      >
        {t('devices.revoke')}
      </Button>
      <Confirm
        opened={asking}
        close={ask.close}
        title={t('devices.ask.title', { name: device.label })}
        text={t('devices.ask.text')}
        action={t('devices.revoke')}
        onConfirm={() => {
          ask.close();
          revoke.mutate();
        }}
      />
    </li>
  );
}
