import { useTranslation } from 'react-i18next';
import type { ServerInfo } from '../../api/types';
import { Dialog } from '../../ui/Dialog';

interface Props {
  contacts: ServerInfo['contacts'] | undefined;
  onClose: () => void;
}

/** Whom to ask for help with the server (A6). */
export function Contacts({ contacts, onClose }: Props) {
  const { t } = useTranslation();
  const { name = '', phone = '', email = '' } = contacts ?? {};
  return (
    <Dialog title={t('contacts.title')} onClose={onClose}>
      {!name && !phone && !email && <p>{t('contacts.none')}</p>}
      <dl className="facts">
        {name && (
          <>
            <dt>{t('contacts.name')}</dt>
            <dd>{name}</dd>
          </>
        )}
        {phone && (
          <>
            <dt>{t('contacts.phone')}</dt>
            <dd>
              <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
            </dd>
          </>
        )}
        {email && (
          <>
            <dt>{t('contacts.email')}</dt>
            <dd>
              <a href={`mailto:${email}`}>{email}</a>
            </dd>
          </>
        )}
      </dl>
    </Dialog>
  );
}
