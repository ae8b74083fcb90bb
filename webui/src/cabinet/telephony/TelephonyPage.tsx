import {
  IconActivity,
  IconAdjustments,
  IconDeviceLandlinePhone,
  IconHistory,
  IconServer2,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Gate } from '../admin/Gate';
import { TabbedPage } from '../parts/TabbedPage';
import { CallsTab } from './CallsTab';
import { DevicesTab } from './DevicesTab';
import { Overview } from './Overview';
import { SettingsTab } from './SettingsTab';
import { Trunks } from './Trunks';

/** Calls from and to the outside: what the administrator sees and sets. */
export function TelephonyPage() {
  const { t } = useTranslation();
  return (
    <Gate>
      <TabbedPage
        title={t('telephony.title')}
        hint={t('telephony.hint')}
        wide
        tabs={[
          { value: 'overview', label: t('telephony.tab.overview'), Icon: IconActivity, Panel: Overview },
          { value: 'trunks', label: t('telephony.tab.trunks'), Icon: IconServer2, Panel: Trunks },
          {
            value: 'devices',
            label: t('telephony.tab.devices'),
            Icon: IconDeviceLandlinePhone,
            Panel: DevicesTab,
          },
          { value: 'calls', label: t('telephony.tab.calls'), Icon: IconHistory, Panel: CallsTab },
          {
            value: 'settings',
            label: t('telephony.tab.settings'),
            Icon: IconAdjustments,
            Panel: SettingsTab,
          },
        ]}
      />
    </Gate>
  );
}
