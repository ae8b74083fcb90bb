import { useEffect, useState } from 'react';

const patience = 4_000;

/** True when nothing was moved, touched or typed for a while and nothing in the toolbar has the focus. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const rest = () => {
      const busy = document.querySelector(
        '.toolbar:focus-within, .toolbar:hover, [popover]:popover-open, dialog[open]',
      );
      if (busy) timer = setTimeout(rest, patience);
      else setIdle(true);
    };
    const wake = () => {
      clearTimeout(timer);
      setIdle(false);
      timer = setTimeout(rest, patience);
    };
    const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    for (const sign of signs) addEventListener(sign, wake, { passive: true });
    wake();
    return () => {
      clearTimeout(timer);
      for (const sign of signs) removeEventListener(sign, wake);
    };
  }, []);
  return idle;
}
