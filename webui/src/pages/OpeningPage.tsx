import { useTranslation } from 'react-i18next';
import { useSession } from '../call/context';
import { useStore } from '../state/useStore';
import { TopBar } from './parts/TopBar';

/** While the server is asked what is behind the link: the shape of what comes. */
export function OpeningPage() {
  const { t } = useTranslation();
  const lost = useStore(useSession().link, (l) => l === 'lost');
  return (
    <div className="page">
      <TopBar />
      <main className="prepare" aria-busy="true">
        <h1 className="only-read">{t('opening')}</h1>
        <div className="preview skeleton" />
        <div className="card door">
          <div className="skeleton line" />
          <div className="skeleton line short" />
          <div className="skeleton line" />
          {lost && <p role="status">{t('offline')}</p>}
        </div>
      </main>
    </div>
  );
}
