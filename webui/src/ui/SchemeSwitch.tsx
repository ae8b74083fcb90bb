import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseScheme, scheme, schemes } from '../state/scheme';
import { useStore } from '../state/useStore';
import { Menu } from './Menu';

const icons = { auto: <IconDeviceDesktop />, light: <IconSun />, dark: <IconMoon /> };

/** Light, dark, or as the system has it. */
export function SchemeSwitch() {
  const { t } = useTranslation();
  const now = useStore(scheme, (s) => s);
  const items = schemes.map((one) => ({
    key: one,
    label: t(`scheme.${one}`),
    checked: one === now,
    onPick: () => chooseScheme(one),
  }));
  return (
    <Menu
      label={`${t('scheme.label')}: ${t(`scheme.${now}`)}`}
      hint={t('scheme.label')}
      groups={[{ items }]}
      button={icons[now]}
    />
  );
}
