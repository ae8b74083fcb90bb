import { useTranslation } from 'react-i18next';
import { changeSettings, settings } from '../../../state/settings';
import { useStore } from '../../../state/useStore';
import { DeviceSettings } from '../../DeviceSettings';
import { Dialog } from '../../Dialog';
import { LanguageSwitch } from '../../LanguageSwitch';
import { SchemeSwitch } from '../../SchemeSwitch';
import { Switch } from '../../Switch';

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const sounds = useStore(settings, (s) => s.sounds);
  return (
    <Dialog title={t('settings.title')} onClose={onClose}>
      <DeviceSettings />
      <hr />
      <Switch label={t('settings.sounds')} on={sounds} onChange={(on) => changeSettings({ sounds: on })} />
      <div className="row">
        <span>{t('language.label')}</span>
        <LanguageSwitch />
      </div>
      <div className="row">
        <span>{t('scheme.label')}</span>
        <SchemeSwitch />
      </div>
    </Dialog>
  );
}
