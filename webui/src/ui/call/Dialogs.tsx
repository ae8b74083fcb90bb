import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { dialog, type Dialog as Which } from '../../call/panels';
import { expectTexts, withTexts } from '../../i18n/parts';
import { useStore } from '../../state/useStore';
import { LeaveDialog } from './dialogs/LeaveDialog';
import { SettingsDialog } from './dialogs/SettingsDialog';

type Window = ComponentType<{ onClose: () => void }>;
type Name = Exclude<Which, 'none'>;
type Always = 'settings' | 'leave';

const load = () => withTexts('inside', import('./dialogs/seldom'));
const seldom = (name: Exclude<Name, Always>) =>
  lazy(async () => ({ default: (await load())[name] as Window }));

const windows: Record<Name, Window> = {
  settings: SettingsDialog,
  keys: seldom('keys'),
  info: seldom('info'),
  leave: LeaveDialog,
  layout: seldom('layout'),
  access: seldom('access'),
  waitingroom: seldom('waitingroom'),
  invite: seldom('invite'),
  quality: seldom('quality'),
  mode: seldom('mode'),
  record: seldom('record'),
  keypad: seldom('keypad'),
  transfer: seldom('transfer'),
};

/** The one window that may be open over the call. */
export function Dialogs() {
  const which = useStore(dialog, (d) => d);
  // They are there before they are asked for, also when the connection breaks.
  useEffect(() => {
    expectTexts('inside');
    const timer = setTimeout(
      () => void Promise.all([load(), import('./PeoplePanel'), import('./ChatPanel')]).catch(() => undefined),
      3_000,
    );
    return () => clearTimeout(timer);
  }, []);
  if (which === 'none') return null;
  const Window = windows[which];
  return (
    <Suspense fallback={null}>
      <Window onClose={() => dialog.set('none')} />
    </Suspense>
  );
}
