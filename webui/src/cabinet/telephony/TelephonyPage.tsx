import { Paper, Tabs, Text, Title } from '@mantine/core';
import {
  IconActivity,
  IconAdjustments,
  IconDeviceLandlinePhone,
  IconHistory,
  IconServer2,
} from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Gate } from '../admin/Gate';
import { useTitle } from '../shell/title';
import { CallsTab } from './CallsTab';
import { DevicesTab } from './DevicesTab';
import { Overview } from './Overview';
import { SettingsTab } from './SettingsTab';
import classes from './Telephony.module.css';
import { Trunks } from './Trunks';

const tabs = [
  { value: 'overview', Icon: IconActivity, Panel: Overview },
  { value: 'trunks', Icon: IconServer2, Panel: Trunks },
  { value: 'devices', Icon: IconDeviceLandlinePhone, Panel: DevicesTab },
  { value: 'calls', Icon: IconHistory, Panel: CallsTab },
  { value: 'settings', Icon: IconAdjustments, Panel: SettingsTab },
] as const;

/** Calls from and to the outside: what the administrator sees and sets. */
export function TelephonyPage() {
  return (
    <Gate>
      <Page />
    </Gate>
  );
}

function Page() {
  const { t } = useTranslation();
  useTitle(t('telephony.title'));
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab');
  const tab = tabs.find((one) => one.value === asked)?.value ?? 'overview';
  const list = useRef<HTMLDivElement>(null);
  // On a phone not all of them have room.
  useEffect(() => {
    list.current?.querySelector(`[data-tab=${tab}]`)?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [tab]);
  return (
    <div className={classes.page}>
      <Title order={1}>{t('telephony.title')}</Title>
      <Text c="dimmed" size="sm" mb="lg">
        {t('telephony.hint')}
      </Text>
      <Paper withBorder className={classes.sheet}>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) =>
            setParams(value && value !== 'overview' ? { tab: value } : {}, { replace: true })
          }
        >
          <Tabs.List ref={list} className={classes.tabs} aria-label={t('telephony.title')}>
            {tabs.map(({ value, Icon }) => (
              <Tabs.Tab
                key={value}
                value={value}
                data-tab={value}
                leftSection={<Icon size={18} aria-hidden />}
              >
                {t(`telephony.tab.${value}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ value, Panel }) => (
            <Tabs.Panel key={value} value={value} className={classes.panel}>
              <Panel />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Paper>
    </div>
  );
}
