import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../../api/problem';
import type { Session } from '../../call/session';
import { play } from '../../media/tones';
import { settings } from '../../state/settings';
import { factsOf, type PageFacts } from './page';

/** How often the page asks whether it has begun: seldom while that is far off. */
function pause(facts: PageFacts | undefined): number {
  const left = facts?.next ? new Date(facts.next.start).getTime() - Date.now() : 0;
  const usual = 8_000 + Math.random() * 4_000; // not all at once
  return left > 10 * 60_000 ? 60_000 + usual : usual;
}

/** What is known of the conference, asked again and again; when it has begun, the page goes in by itself. */
export function useFacts(session: Session) {
  const [facts, setFacts] = useState<PageFacts>();
  const [code, setCode] = useState<string>();
  const show = useCallback(
    (found: PageFacts) => {
      setFacts(found);
      if (!found.entry) return;
      if (settings.get().sounds) play('entered', settings.get().speakerId);
      session.again();
    },
    [session],
  );

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      let found: PageFacts | undefined;
      try {
        found = await factsOf(session.address(), session.identity(), stop.signal);
        if (!stop.signal.aborted) show(found);
      } catch (cause) {
        if (stop.signal.aborted) return;
        const refused =
          cause instanceof ApiError && cause.status >= 400 && cause.status < 500 && cause.status !== 429;
        if (refused) return setCode(cause.code);
      }
      if (!stop.signal.aborted && !found?.entry) timer = setTimeout(() => void ask(), pause(found));
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [session, show]);
  return { facts, code, show };
}
