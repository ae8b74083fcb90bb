import { IconAdjustments, IconMail, IconTextCaption } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Gate } from '../admin/Gate';
import { TabbedPage } from '../parts/TabbedPage';
import { LettersTab } from './LettersTab';
import { SettingsTab } from './SettingsTab';
import { TextsTab } from './TextsTab';

/** Letters to people: how they are sent, which wait, what they say (NC4). */
export function MailPage() {
  const { t } = useTranslation();
  return (
    <Gate>
      <TabbedPage
        title={t('mail.title')}
        hint={t('mail.hint')}
        wide
        tabs={[
          { value: 'settings', label: t('mail.tab.settings'), Icon: IconAdjustments, Panel: SettingsTab },
          { value: 'letters', label: t('mail.tab.letters'), Icon: IconMail, Panel: LettersTab },
          { value: 'texts', label: t('mail.tab.texts'), Icon: IconTextCaption, Panel: TextsTab },
        ]}
      />
    </Gate>
  );
}
