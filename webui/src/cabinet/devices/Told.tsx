import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NewDevice } from '../data/devices';
import { Secret } from '../parts/Secret';
import { typed } from './addresses';
import classes from './Devices.module.css';

/** What is typed into a new phone: the password is shown now and never again. */
export function Told({ device, close }: { device: NewDevice; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="sm">{t('devices.once')}</Text>
      <dl className={classes.told}>
        {device.server.map((address) => (
          <div key={address.transport}>
            <dt>{t(`devices.server.${address.transport}`)}</dt>
            <dd>
              <Secret
                value={typed(address)}
                name={t(`devices.server.${address.transport}`)}
                copy={t('devices.copy.server')}
              />
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('devices.username')}</dt>
          <dd>
            <Secret value={device.username} name={t('devices.username')} copy={t('devices.copy.username')} />
          </dd>
        </div>
        <div>
          <dt>{t('devices.password')}</dt>
          <dd>
            <Secret value={device.secret} name={t('devices.password')} copy={t('devices.copy.password')} />
          </dd>
        </div>
      </dl>
      <Text size="sm" c="dimmed">
        {t('devices.then')}
      </Text>
      <Group justify="flex-end">
        <Button onClick={close}>{t('devices.noted')}</Button>
      </Group>
    </Stack>
  );
}
