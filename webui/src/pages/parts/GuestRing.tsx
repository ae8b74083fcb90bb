import i18next from 'i18next';
import { lazy, Suspense, useEffect, useState } from 'react';
import { goInto } from '../../call/going';
import { notifyError } from '../../call/notices';
import type { IncomingRing } from '../../protocol/messages';
import { codeOf } from '../../protocol/refusal';
import { openWire, Socket } from '../../protocol/socket';

const RingWindow = lazy(() => import('../../ui/RingWindow'));

/** Keeps a socket open on a page outside any conference, so that it can ring. */
export function GuestRing() {
  const [ring, setRing] = useState<IncomingRing>();
  const [socket, setSocket] = useState<Socket>();
  useEffect(() => {
    const opened = new Socket({
      open: openWire,
      language: () => i18next.language,
      onReady: () => undefined,
      onLost: () => setRing(undefined),
      onPush: (push) => {
        if (push.type === 'ring') setRing(push);
        if (push.type === 'ring.cancelled') setRing((now) => (now?.ring === push.ring ? undefined : now));
      },
    });
    opened.connect();
    setSocket(opened);
    return () => opened.close();
  }, []);
  if (!ring || !socket) return null;
  const answer = (accept: boolean) => {
    setRing(undefined);
    socket.request('ring', { ring: ring.ring, accept }).then(
      ({ cid }) => accept && goInto(cid || ring.conference.cid),
      (cause: unknown) => notifyError(codeOf(cause)),
    );
  };
  return (
    <Suspense>
      <RingWindow ring={ring} onAnswer={answer} />
    </Suspense>
  );
}
