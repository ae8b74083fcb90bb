import { IconAddressBook, IconDeviceSpeaker, IconLogin2, IconSettings, IconUser } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerInfo } from '../../api/types';
import { embedded } from '../../call/embedded';
import { product } from '../../state/product';
import { useStore } from '../../state/useStore';
import { Bell } from '../../ui/Bell';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { SchemeSwitch } from '../../ui/SchemeSwitch';
import { Contacts } from './Contacts';
import { askServer, server, user } from './serverInfo';

const whole = <T,>(value: T) => value;

/** The bar of all pages before the call (A2, A4–A7). */
export function TopBar() {
  const info = useStore(server, whole);
  const [contacts, setContacts] = useState(false);
  useEffect(askServer, []);
  return (
    <header className="top-bar">
      <a className="brand" href="/" target={embedded ? '_blank' : undefined} rel="noreferrer">
        <Bell />
        <span>{product}</span>
      </a>
      <LanguageSwitch />
      {!embedded && <SchemeSwitch />}
      {!embedded && <Ways info={info} onContacts={() => setContacts(true)} />}
      {contacts && <Contacts contacts={info?.contacts} onClose={() => setContacts(false)} />}
    </header>
  );
}

function Ways({ info, onContacts }: { info: ServerInfo | undefined; onContacts: () => void }) {
  const { t } = useTranslation();
  const who = useStore(user, whole);
  // From the start page the way leads on to the cabinet, from a meeting back to it.
  const back = location.pathname === '/' ? '' : `?next=${encodeURIComponent(location.pathname)}`;
  return (
    <nav aria-label={t('top.label')}>
      {info?.equipmentUrl && (
        <a className="link-button" href={info.equipmentUrl} target="_blank" rel="noreferrer">
          <IconDeviceSpeaker />
          <span>{t('top.equipment')}</span>
        </a>
      )}
      <button type="button" className="link-button" onClick={onContacts}>
        <IconAddressBook />
        <span>{t('top.contacts')}</span>
      </button>
      {who?.admin && (
        <a className="link-button" href="/admin/">
          <IconSettings />
          <span>{t('top.admin')}</span>
        </a>
      )}
      {who ? (
        <a className="link-button" href="/cabinet/">
          <IconUser />
          <span>{who.name || who.login}</span>
        </a>
      ) : (
        <a className="button button-plain" href={`/login${back}`}>
          <IconLogin2 />
          <span>{t('top.login')}</span>
        </a>
      )}
    </nav>
  );
}
