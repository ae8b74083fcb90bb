import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

interface Watched {
  /** The number of the oldest message that is here. */
  oldest: number;
  /** How many of mine are on their way: one more leads to the end. */
  sent: number;
  /** Fetches older ones. */
  older: () => void;
  has: boolean;
}

/** Nearer than so many pixels is at the end. */
const near = 48;

/**
 * Keeps what one reads where it stands: the end stays the end when something
 * comes below, and what comes above moves nothing. Begins at `line`, if it stands.
 */
export function useStaying(
  box: RefObject<HTMLElement | null>,
  line: RefObject<HTMLElement | null>,
  { oldest, sent, older, has }: Watched,
) {
  const [atEnd, setAtEnd] = useState(false);
  const kept = useRef({ height: 0, oldest, sent, end: true, begun: false });
  const load = useRef(older);
  load.current = older;

  const toEnd = useCallback(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [box]);

  // After every drawing: heights are known only then.
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const before = kept.current;
    if (!before.begun && line.current) {
      el.scrollTop = line.current.offsetTop - el.clientHeight / 3;
    } else if (oldest < before.oldest && !before.end) el.scrollTop += el.scrollHeight - before.height;
    else if (before.end || sent > before.sent) el.scrollTop = el.scrollHeight;
    const end = isAtEnd(el);
    kept.current = { height: el.scrollHeight, oldest, sent, end, begun: true };
    setAtEnd(end);
  });

  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const look = () => {
      const end = isAtEnd(el);
      kept.current.end = end;
      setAtEnd(end);
      if (el.scrollTop < 400) load.current();
    };
    // The field below grows, a keyboard comes up: the end is still the end.
    const sized = new ResizeObserver(() => kept.current.end && toEnd());
    sized.observe(el);
    el.addEventListener('scroll', look, { passive: true });
    return () => {
      sized.disconnect();
      el.removeEventListener('scroll', look);
    };
  }, [box, toEnd]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: with each page it may still be too short to scroll
  useEffect(() => {
    const el = box.current;
    if (has && el && el.scrollHeight <= el.clientHeight + 400) load.current();
  }, [box, has, oldest]);

  return { atEnd, toEnd };
}

const isAtEnd = (el: HTMLElement) => el.scrollHeight - el.scrollTop - el.clientHeight < near;
