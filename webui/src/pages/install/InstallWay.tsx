import { IconAppWindow } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useInstall } from '../../install/offer';

/**
 * How to have the application (A3): a button where the browser offers to install it, a
 * hint where it does so only in a menu of its own, nothing where it is installed or
 * cannot be.
 */
export default function InstallWay() {
  const { t } = useTranslation();
  const install = useInstall();
  if (install) {
    return (
      <li>
        <button type="button" className="way" onClick={install}>
          <IconAppWindow />
          <span>
            <strong>{t('install.button')}</strong>
            <small>{t('install.note')}</small>
          </span>
        </button>
      </li>
    );
  }
  if (matchMedia('(display-mode: standalone)').matches || 'onbeforeinstallprompt' in window) return null;
  return (
    <li>
      <a className="way" href="/guide#install">
        <IconAppWindow />
        <span>
          <strong>{t('install.how')}</strong>
          <small>{t('install.note')}</small>
        </span>
      </a>
    </li>
  );
}
