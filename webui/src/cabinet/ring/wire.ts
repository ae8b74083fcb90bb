import i18next from 'i18next';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Presence } from '../../protocol/messages';
import { openWire } from '../../protocol/socket';
import { Ringing } from './ringing';

/** The one socket of the cabinet: what rings, and who is there. */
export const ringing = new Ringing({ open: openWire, language: () => i18next.language });

/** Who looks at whom; the server is asked for all of them together. */
const gazes = new Map<object, readonly string[]>();
const look = () => ringing.lookAt([...gazes.values()].flat());

/** The presence of people on the screen, as it changes. */
export function usePresence(logins: readonly string[]): ReadonlyMap<string, Presence> {
  const [gaze] = useState(() => ({}));
  const all = logins.join('\n');
  useEffect(() => {
    gazes.set(gaze, all ? all.split('\n') : []);
    look();
    return () => {
      gazes.delete(gaze);
      look();
    };
  }, [gaze, all]);
  return useSyncExternalStore(ringing.subscribe, ringing.presence);
}
