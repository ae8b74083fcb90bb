import { lazy, Suspense, useEffect, useState } from 'react';
import { CallContext, SessionContext } from '../call/context';
import { secretIn } from '../call/registration';
import { Session } from '../call/session';
import type { Stage } from '../call/stage';
import { withTexts } from '../i18n/parts';
import { product } from '../state/product';
import { useStore } from '../state/useStore';
import { CallView } from '../ui/call/CallView';
import { Notices } from '../ui/Notices';
import { OpeningPage } from './OpeningPage';
import { OverPage } from './OverPage';
import { PinPage } from './PinPage';
import { PreparePage } from './PreparePage';
import { RefusedPage } from './RefusedPage';
import { WaitingPage } from './WaitingPage';

const RingWindow = lazy(() => import('../ui/RingWindow'));
const PlannedPage = lazy(() => withTexts('planned', import('./planned/PlannedPage')));

const whole = <T,>(value: T) => value;

/** The page behind a conference's link (A8, A9), from the door to the call and out again. */
export function ConferencePage({ cid }: { cid: string }) {
  const [session] = useState(() => new Session(cid));
  const stage = useStore(session.stage, whole);
  const call = useStore(session.call, whole);
  const ring = useStore(session.ring, whole);
  useEffect(() => session.start(), [session]);
  useEffect(() => {
    // An individual link opened in the tab of this page changes nothing but the fragment.
    const opened = () => {
      if (secretIn(location.hash) && session.stage.get().name !== 'call') location.reload();
    };
    addEventListener('hashchange', opened);
    return () => removeEventListener('hashchange', opened);
  }, [session]);
  useTitle(stage);
  return (
    <SessionContext value={session}>
      {stage.name === 'call' && call ? (
        <CallContext value={call}>
          <CallView />
        </CallContext>
      ) : (
        <>
          <Door stage={stage} />
          <Notices />
        </>
      )}
      {ring && (
        <Suspense>
          <RingWindow ring={ring} onAnswer={(accept) => void session.answerRing(accept)} />
        </Suspense>
      )}
    </SessionContext>
  );
}

function Door({ stage }: { stage: Stage }) {
  switch (stage.name) {
    case 'opening':
    case 'call':
      return <OpeningPage />;
    case 'pin':
      return <PinPage wrong={stage.wrong} />;
    case 'prepare':
      return <PreparePage prospect={stage.prospect} error={stage.error} />;
    case 'planned':
      return (
        <Suspense fallback={<OpeningPage />}>
          <PlannedPage key={stage.code} />
        </Suspense>
      );
    case 'refused':
      return <RefusedPage code={stage.code} />;
    case 'waiting':
      return <WaitingPage waiting={stage.waiting} />;
    case 'over':
      return <OverPage code={stage.code} recorded={stage.recorded} call={stage.call} />;
  }
}

function useTitle(stage: Stage): void {
  const name =
    stage.name === 'prepare'
      ? stage.prospect.conference.name
      : stage.name === 'waiting'
        ? stage.waiting.conference.name
        : '';
  useEffect(() => {
    if (stage.name !== 'call') document.title = name ? `${name} · ${product}` : product;
  }, [stage.name, name]);
}
