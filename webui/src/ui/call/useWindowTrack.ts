import { useCall, useConference, useSession } from '../../call/context';
import type { VideoSlot, ViewWindow } from '../../protocol/types';
import type { Conference } from '../../state/conference';
import { useStore } from '../../state/useStore';

export function slotOf(c: Conference, { participant, source }: ViewWindow): VideoSlot | undefined {
  return c.video.find((s) => s.participant === participant && s.source === source);
}

/** The slot of the picture of the whole view, in light mode. */
export function composedSlot(c: Conference): VideoSlot | undefined {
  return c.video.find((s) => s.source === 'composed');
}

/** The picture that belongs into a window, undefined while there is none. */
export function useWindowTrack(window: ViewWindow): MediaStreamTrack | undefined {
  const call = useCall();
  const { capture } = useSession();
  const mine = useConference((c) => c.you.id === window.participant);
  const slot = useConference((c) => slotOf(c, window));
  const received = useStore(call.connection.slots, (tracks) => tracks.get(slot?.mid ?? ''));
  const camera = useStore(capture.camera, (d) => (d.on ? d.track : undefined));
  const screen = useStore(call.sharing, (s) => s?.picture);
  if (mine) return window.source === 'camera' ? camera : screen;
  // The slot still shows somebody else until the first picture of this one came.
  return slot?.state === 'live' || slot?.state === 'paused' ? received : undefined;
}
