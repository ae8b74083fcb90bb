import type { Call } from '../../call/call';
import { composedSlot, slotOf } from './useWindowTrack';

interface DocumentPicture {
  requestWindow: (options: { width: number; height: number }) => Promise<Window>;
}

const documentPicture = (): DocumentPicture | undefined =>
  (globalThis as { documentPictureInPicture?: DocumentPicture }).documentPictureInPicture;

export function canPicture(): boolean {
  return Boolean(documentPicture()) || document.pictureInPictureEnabled;
}

/**
 * Shows the first window of the view above all other programs. It follows the
 * view, so that whoever speaks is seen while one works elsewhere.
 */
export async function openPicture(call: Call): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  const follow = () => {
    const track = mainTrack(call);
    if (track && (video.srcObject as MediaStream | null)?.getVideoTracks()[0] !== track) {
      video.srcObject = new MediaStream([track]);
      void video.play().catch(() => undefined);
    }
  };
  const stops = [call.conference.subscribe(follow), call.connection.slots.subscribe(follow)];
  const over = () => {
    for (const stop of stops) stop();
    video.srcObject = null;
  };
  follow();
  try {
    await show(video, over);
  } catch {
    over(); // refused, or no picture yet
  }
}

async function show(video: HTMLVideoElement, over: () => void): Promise<void> {
  const api = documentPicture();
  if (api) {
    const picture = await api.requestWindow({ width: 400, height: 225 });
    const { body } = picture.document;
    body.style.margin = '0';
    body.style.background = '#15171b';
    Object.assign(video.style, { width: '100vw', height: '100vh', objectFit: 'contain' });
    body.append(video);
    void video.play().catch(() => undefined);
    picture.addEventListener('pagehide', over, { once: true });
    return;
  }
  if (video.readyState < 1)
    await new Promise((done) => video.addEventListener('loadedmetadata', done, { once: true }));
  await video.requestPictureInPicture();
  video.addEventListener('leavepictureinpicture', over, { once: true });
}

function mainTrack(call: Call): MediaStreamTrack | undefined {
  const c = call.conference.get();
  const slots = call.connection.slots.get();
  const composed = composedSlot(c);
  if (composed?.state === 'live') return slots.get(composed.mid);
  for (const window of [...c.view.windows].sort(
    (a, b) => rank(call, a.participant) - rank(call, b.participant),
  )) {
    if (window.participant === c.you.id) continue;
    const slot = slotOf(c, window);
    if (slot?.state === 'live') return slots.get(slot.mid);
  }
  return undefined;
}

/** Who speaks comes first, else the order of the view. */
function rank(call: Call, participant: string): number {
  return call.conference.get().speaking.includes(participant) ? 0 : 1;
}
