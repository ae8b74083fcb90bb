import type { VideoCounters } from '../media/connection';
import { type Effort, strained, strainSeconds } from '../media/strain';
import type { Call } from './call';
import { notify } from './notices';
import { filled } from './sizes';

/** How long the drawing of the page is watched in each second; watching costs something, too. */
const watched = 250;

/**
 * Offers the light mode when the device cannot keep up, once a call: whoever has
 * declined knows where it is. Ends when the function it returns is called.
 */
export function watchStrain(call: Call): () => void {
  let efforts: Effort[] = [];
  let before: Moment | undefined;
  let offered = false;

  const forget = () => {
    efforts = [];
    before = undefined;
  };
  const look = async () => {
    const counters = call.connection.counters.get();
    if (offered || !counters || document.hidden || !call.composes() || call.display.get().composed)
      return forget();
    const now = { at: performance.now(), video: counters.video };
    const then = before;
    before = now;
    if (!then) return;
    const drawn = await pictureRate();
    if (before !== now) return; // forgotten meanwhile
    const streams = call.conference.get().video.filter((s) => filled(s) && s.state === 'live').length;
    efforts = [...efforts, { streams, drawn, ...decodingOf(then, now) }].slice(-strainSeconds);
    if (!strained(efforts)) return;
    offered = true;
    notify('info', { text: 'light.offer', offer: 'light' });
  };

  document.addEventListener('visibilitychange', forget);
  const stop = call.connection.counters.subscribe(() => void look());
  return () => {
    stop();
    document.removeEventListener('visibilitychange', forget);
  };
}

interface Moment {
  at: number;
  video: VideoCounters;
}

function decodingOf(then: Moment, now: Moment): Omit<Effort, 'streams' | 'drawn'> {
  const grown = (name: keyof VideoCounters) => Math.max(0, now.video[name] - then.video[name]);
  const cores = navigator.hardwareConcurrency || 4;
  const seconds = (now.at - then.at) / 1000;
  return {
    arrived: grown('arrived'),
    dropped: grown('dropped'),
    decoding: grown('decoding') / seconds / cores,
  };
}

/** How often the page is drawn now, a second. */
function pictureRate(): Promise<number> {
  return new Promise((done) => {
    const from = performance.now();
    let frames = 0;
    const frame = () => {
      frames++;
      const passed = performance.now() - from;
      if (passed < watched) requestAnimationFrame(frame);
      else done((frames * 1000) / passed);
    };
    requestAnimationFrame(frame);
  });
}
