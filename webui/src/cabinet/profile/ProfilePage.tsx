import { Paper, Tabs, Title } from '@mantine/core';
import {
  IconAdjustments,
  IconDeviceLandlinePhone,
  IconDevices,
  IconKey,
  IconListCheck,
  IconRobot,
  IconUserCircle,
} from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { RightsList } from '../rooms/RightsPanel';
import { useTitle } from '../shell/title';
import { Devices } from './Devices';
import { Keys } from './Keys';
import { OtherSettings } from './OtherSettings';
import { OwnData } from './OwnData';
import { Password } from './Password';
import classes from './Profile.module.css';
import { Sessions } from './Sessions';

const tabs = [
  { value: 'data', Icon: IconUserCircle, Panel: OwnData },
  { value: 'password', Icon: IconKey, Panel: Password },
  { value: 'other', Icon: IconAdjustments, Panel: OtherSettings },
  { value: 'sessions', Icon: IconDevices, Panel: Sessions },
  { value: 'devices', Icon: IconDeviceLandlinePhone, Panel: Devices },
  { value: 'keys', Icon: IconRobot, Panel: Keys },
  { value: 'rights', Icon: IconListCheck, Panel: RightsList },
] as const;

/** D12: own data and settings. */
export function ProfilePage() {
  const { t } = useTranslation();
  useTitle(t('menu.profile'));
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab');
  const tab = tabs.find((one) => one.value === asked)?.value ?? 'data';
  const list = useRef<HTMLDivElement>(null);
  // On a phone not all of them have room.
  useEffect(() => {
    list.current?.querySelector(`[data-tab=${tab}]`)?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [tab]);
  return (
    <div className={classes.page}>
      <Title order={1} mb="lg">
        {t('menu.profile')}
      </Title>
      <Paper withBorder className={classes.sheet}>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) => setParams(value && value !== 'data' ? { tab: value } : {}, { replace: true })}
        >
          <Tabs.List ref={list} className={classes.tabs} aria-label={t('menu.profile')}>
            {tabs.map(({ value, Icon }) => (
              <Tabs.Tab
                key={value}
                value={value}
                data-tab={value}
                leftSection={<Icon size={18} aria-hidden />}
              >
                {t(`profile.tab.${value}`)}
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
