import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../../../i18n/language';
import { changeLanguage } from '../../../i18n/start';
import { chooseScheme, type Scheme, scheme, schemes } from '../../../state/scheme';
import { changeSettings, settings } from '../../../state/settings';
import { useStore } from '../../../state/useStore';
import { Choice } from '../../Choice';
import { DeviceSettings } from '../../DeviceSettings';
import { Dialog } from '../../Dialog';
import { Switch } from '../../Switch';

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const look = useStore(scheme, (s) => s);
  const sounds = useStore(settings, (s) => s.sounds);
  return (
    <Dialog title={t('settings.title')} onClose={onClose}>
      <DeviceSettings />
      <hr />
      <Switch label={t('settings.sounds')} on={sounds} onChange={(on) => changeSettings({ sounds: on })} />
      <Choice
        label={t('scheme.label')}
        value={look}
        options={schemes.map((value) => ({ value, label: t(`scheme.${value}`) }))}
        onChange={(value) => chooseScheme(value as Scheme)}
      />
      <Choice
        label={t('language.label')}
        value={i18n.language}
        options={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
        onChange={(value) => void changeLanguage(value as Language)}
      />
    </Dialog>
  );
}
