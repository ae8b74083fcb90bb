import { useEffect } from 'react';
import type { Call } from '../../call/call';
import { dialog, toggle } from '../../call/panels';
import { toggleFullScreen } from './fullScreen';

/** Keys by their place, so that they are the same on every keyboard layout. */
const deeds: Record<string, (call: Call) => void> = {
  KeyM: (call) => call.toggleSending('microphone'),
  KeyV: (call) => call.toggleSending('camera'),
  KeyD: (call) => void call.toggleScreen(),
  KeyH: (call) => void call.act('hand', { up: !call.me()?.hand }),
  KeyC: () => toggle('chat'),
  KeyP: () => toggle('people'),
  KeyR: (call) => call.record(),
  KeyL: () => dialog.set('layout'),
  KeyF: () => toggleFullScreen(),
};

/** Where keys belong to what is focused. */
function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The keys of the call. Space held is talking as long as it is held. */
export function useKeys(call: Call): void {
  useEffect(() => {
    let talking = false;
    const down = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return;
      if (document.querySelector('dialog[open], [popover]:popover-open')) return;
      if (e.key === '?') {
        e.preventDefault();
        dialog.set('keys');
        return;
      }
      if (e.code === 'Space') {
        // On a button the space bar presses it.
        if (e.repeat || (e.target instanceof HTMLElement && e.target.closest('button, a, summary'))) return;
        e.preventDefault();
        if (call.session.capture.microphone.get().on) return;
        talking = true;
        void call.setSending('microphone', true);
        return;
      }
      const deed = e.shiftKey || e.repeat ? undefined : deeds[e.code];
      if (!deed) return;
      e.preventDefault();
      deed(call);
    };
    const up = (e: Event) => {
      if (!talking || (e instanceof KeyboardEvent && e.code !== 'Space')) return;
      talking = false;
      void call.setSending('microphone', false);
    };
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', up);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', up);
    };
  }, [call]);
}
