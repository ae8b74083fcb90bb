import { IconLock, IconLogin2, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../call/context';
import { useStore } from '../state/useStore';
import { Button } from '../ui/Button';
import { TopBar } from './parts/TopBar';

/** One may not come in: why, and what to do next. */
export function RefusedPage({ code }: { code: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const signedIn = useStore(session.hello, (h) => Boolean(h?.user));
  const login = !signedIn && ['guests_not_allowed', 'not_invited', 'guest_limit'].includes(code);
  return (
    <div className="page">
      <TopBar />
      <main className="narrow">
        <div className="card door centred">
          <IconLock size={40} className="muted" />
          <h1>{t([`refused.${code}.title`, 'refused.other.title'])}</h1>
          <p>{t([`refused.${code}.text`, `errors.${code}`, 'errors.internal'])}</p>
          <div className="row">
            {login && (
              <a
                className="button button-accent"
                href={`/login?next=${encodeURIComponent(location.pathname)}`}
              >
                <IconLogin2 />
                <span>{t('top.login')}</span>
              </a>
            )}
            <Button
              icon={<IconRefresh />}
              look={login ? 'plain' : 'accent'}
              onClick={() => (code === 'protocol' ? location.reload() : session.again())}
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
