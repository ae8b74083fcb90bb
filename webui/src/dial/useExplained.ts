import { useEffect, useState } from 'react';
import { api } from '../api/client';
import type { Explained } from '../api/types';
import { codeOf } from '../protocol/refusal';

export type Explanation = { text: string; explained?: Explained; failed?: string };

/** What the server says of a dial string while it is typed; undefined until it has said something. */
export function useExplained(text: string): Explanation | undefined {
  const [known, setKnown] = useState<Explanation>();
  useEffect(() => {
    if (!text) return;
    let stale = false;
    const tell = (e: Explanation) => stale || setKnown(e);
    const timer = setTimeout(() => {
      api.post<Explained>('/dial/explain', { text }).then(
        (explained) => tell({ text, explained }),
        (cause: unknown) => tell({ text, failed: codeOf(cause) }),
      );
    }, 250);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);
  return text && known?.text === text ? known : undefined;
}
