import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../i18n/language';
import { changeLanguage } from '../i18n/start';
import { Flag } from './Flag';
import { Menu } from './Menu';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const items = languages.map((language) => ({
    key: language,
    label: t(`language.${language}`),
    checked: i18n.language === language,
    onPick: () => void changeLanguage(language),
  }));
  return (
    <Menu
      label={t('language.label')}
      groups={[{ items }]}
      button={<Flag language={i18n.language as Language} />}
    />
  );
}
