import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 719px)');

function listen(tell: () => void): () => void {
  narrow.addEventListener('change', tell);
  return () => narrow.removeEventListener('change', tell);
}

/** Whether the page has the width of a telephone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => narrow.matches);
}
