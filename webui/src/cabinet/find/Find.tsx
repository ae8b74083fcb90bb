import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { useStore } from '../../state/useStore';
import { closeFind, finding, openFind } from './open';

const Dialog = lazy(async () => ({ default: (await import('./FindDialog')).FindDialog }));

/** The search of the cabinet, opened from everywhere by Ctrl+K, and by "/" where nothing is typed. */
export function Find() {
  const open = useStore(finding, (value) => value);
  useHotkeys([['mod+K', openFind]], [], true);
  useHotkeys([['/', openFind]]);
  return open ? (
    <Suspense>
      <Dialog close={closeFind} />
    </Suspense>
  ) : null;
}
