import { IconClockPlus, IconLock, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { OwnParticipation } from '../../api/types';
import { useSession } from '../../call/context';
import { Button } from '../../ui/Button';
import { TopBar } from '../parts/TopBar';

/** D6: the account may take part in no conference at the moment: why, and what one can do. */
export function NoParticipation() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const [own, setOwn] = useState<OwnParticipation>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');

  useEffect(() => {
    const stop = new AbortController();
    request<OwnParticipation>('GET', '/me/participation', { signal: stop.signal })
      .then(setOwn)
      .catch(() => {}); // then it is said without a date
    return () => stop.abort();
  }, []);

  const prolong = async () => {
    setBusy(true);
    setFault('');
    try {
      await request('POST', '/me/participation/prolong');
      session.again();
    } catch (cause) {
      setBusy(false);
      setFault(cause instanceof ApiError ? cause.code : 'internal');
    }
  };

  const ended =
    own?.until &&
    new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long', timeStyle: 'short' }).format(
      new Date(own.until),
    );
  return (
    <div className="page">
      <TopBar />
      <main className="narrow">
        <div className="card door centred">
          <IconLock size={40} className="muted" />
          <h1>{t('mayNot.title')}</h1>
          <p>
            {ended ? t('mayNot.over', { time: ended }) : t('mayNot.none')}{' '}
            {t(own?.prolongable ? 'mayNot.prolongOrAsk' : 'mayNot.ask')}
          </p>
          {fault && (
            <p className="error" role="alert">
              {t([`errors.${fault}`, 'errors.internal'])}
            </p>
          )}
          <div className="row">
            {own?.prolongable && (
              <Button icon={<IconClockPlus />} look="accent" disabled={busy} onClick={() => void prolong()}>
                {t('mayNot.prolong')}
              </Button>
            )}
            <Button
              icon={<IconRefresh />}
              look={own?.prolongable ? 'plain' : 'accent'}
              onClick={() => session.again()}
            >
              {t('again')}
            </Button>
          </div>
          <a href="/">{t('toStart')}</a>
        </div>
      </main>
    </div>
  );
}
