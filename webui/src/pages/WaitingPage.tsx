import { useTranslation } from 'react-i18next';
import { useSession } from '../call/context';
import type { WaitingAnswer } from '../protocol/types';
import { useStore } from '../state/useStore';
import { Button } from '../ui/Button';
import { DeviceSettings } from '../ui/DeviceSettings';
import { ConferenceFacts } from './parts/ConferenceFacts';
import { Preview } from './parts/Preview';
import { TopBar } from './parts/TopBar';

/** The waiting room: for whom one waits, what it will be about, and how one looks meanwhile. */
export function WaitingPage({ waiting }: { waiting: WaitingAnswer }) {
  const { t } = useTranslation();
  const session = useSession();
  const lost = useStore(session.link, (l) => l !== 'online');
  const owner = waiting.conference.owner.name;
  const why = waiting.forLeader ? 'waiting.forLeader' : 'waiting.for';
  const words = owner ? t(why, { name: owner }) : t('waiting.forModerator');
  return (
    <div className="page">
      <TopBar />
      <main className="prepare">
        <Preview />
        <div className="card door">
          <ConferenceFacts info={waiting.conference} />
          <div className="waiting" role="status">
            <span className="waiting-mark" aria-hidden="true" />
            <p>{lost ? t('offline') : words}</p>
          </div>
          <p className="muted">{t('waiting.note')}</p>
          <details className="prepare-devices">
            <summary>{t('prepare.devices')}</summary>
            <DeviceSettings />
          </details>
          <Button onClick={() => session.leave()}>{t('waiting.leave')}</Button>
        </div>
      </main>
    </div>
  );
}
