import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { opticsOf, panel } from '../../call/panels';
import { withTexts } from '../../i18n/parts';
import { product } from '../../state/product';
import { scheme } from '../../state/scheme';
import { useStore } from '../../state/useStore';
import { Notices } from '../Notices';
import { Banners } from './Banners';
import { CallBar } from './CallBar';
import { Dialogs } from './Dialogs';
import { Offer } from './Offer';
import { OwnCorner } from './OwnCorner';
import { Sounds } from './Sounds';
import { Stage } from './Stage';
import { Toolbar } from './Toolbar';
import { useIdle } from './useIdle';
import { useKeys } from './useKeys';
import { useWakeLock } from './useWakeLock';

const ChatPanel = lazy(async () => ({
  default: (await withTexts('inside', import('./ChatPanel'))).ChatPanel,
}));
const PeoplePanel = lazy(async () => ({
  default: (await withTexts('inside', import('./PeoplePanel'))).PeoplePanel,
}));
const OpticsPad = lazy(() => withTexts('inside', import('./OpticsPad')));

/** The call: the picture in the middle, a panel beside it, the toolbar below. */
export function CallView() {
  const { t } = useTranslation();
  const open = useStore(panel, (p) => p);
  const name = useConference((c) => c.info.name);
  // Pictures look best on a quiet dark ground: light only for who has chosen it.
  const light = useStore(scheme, (s) => s === 'light');
  const idle = useIdle();
  useKeys(useCall());
  useWakeLock();
  useWarning();
  useEffect(() => {
    document.title = `${name} · ${product}`;
  }, [name]);
  return (
    <div className={idle ? 'call is-idle' : 'call'} data-scheme={light ? 'light' : 'dark'}>
      <CallBar />
      <Banners />
      <div className="call-middle">
        <main className="call-stage" aria-label={t('call.stage')}>
          <Stage />
          <OwnCorner />
          <CameraPad />
        </main>
        {open === 'chat' && (
          <Suspense fallback={null}>
            <ChatPanel />
          </Suspense>
        )}
        {open === 'people' && (
          <Suspense fallback={null}>
            <PeoplePanel />
          </Suspense>
        )}
      </div>
      <Toolbar />
      <Sounds />
      <Dialogs />
      <Notices offer={(notice) => <Offer notice={notice} />} />
    </div>
  );
}

/** Moving a camera: fetched by who does it. */
function CameraPad() {
  const opened = useStore(opticsOf, Boolean);
  return (
    opened && (
      <Suspense>
        <OpticsPad />
      </Suspense>
    )
  );
}

/** Asks before the page is closed by accident; a wanted leaving does not come this way. */
function useWarning(): void {
  const session = useSession();
  useEffect(() => {
    const warn = (e: BeforeUnloadEvent) => {
      const call = session.stage.get().name === 'call' ? session.call.get() : undefined;
      if (call && call.conference.get().participants.length > 1) e.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [session]);
}
