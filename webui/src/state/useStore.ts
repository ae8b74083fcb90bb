import { useCallback, useSyncExternalStore } from 'react';
import type { Store } from './store';

/** Reads a store in a component: select must return a stored value, not a new object each time. */
export function useStore<T, S>(store: Store<T>, select: (value: T) => S): S {
  const read = useCallback(() => select(store.get()), [store, select]);
  return useSyncExternalStore(store.subscribe, read);
}
