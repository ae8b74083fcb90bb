import {
  IconAdjustments,
  IconDeviceLandlinePhone,
  IconDevices,
  IconKey,
  IconListCheck,
  IconRobot,
  IconUserCircle,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { TabbedPage } from '../parts/TabbedPage';
import { RightsList } from '../rooms/RightsPanel';
import { Devices } from './Devices';
import { Keys } from './Keys';
import { OtherSettings } from './OtherSettings';
import { OwnData } from './OwnData';
import { Password } from './Password';
import { Sessions } from './Sessions';

/** D12: own data and settings. */
export function ProfilePage() {
  const { t } = useTranslation();
  return (
    <TabbedPage
      title={t('menu.profile')}
      tabs={[
        { value: 'data', label: t('profile.tab.data'), Icon: IconUserCircle, Panel: OwnData },
        { value: 'password', label: t('profile.tab.password'), Icon: IconKey, Panel: Password },
        { value: 'other', label: t('profile.tab.other'), Icon: IconAdjustments, Panel: OtherSettings },
        { value: 'sessions', label: t('profile.tab.sessions'), Icon: IconDevices, Panel: Sessions },
        { value: 'devices', label: t('profile.tab.devices'), Icon: IconDeviceLandlinePhone, Panel: Devices },
        { value: 'keys', label: t('profile.tab.keys'), Icon: IconRobot, Panel: Keys },
        { value: 'rights', label: t('profile.tab.rights'), Icon: IconListCheck, Panel: RightsList },
      ]}
    />
  );
}
