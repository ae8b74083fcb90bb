import { audioContext } from './context';

/** What is played of a track that is turned up or down. */
export interface Turned {
  stream: MediaStream;
  end(): void;
}

/**
 * A track so many dB louder or less loud. An element's own volume only goes down, so
 * it takes the page's AudioContext; without a gain the track is played as it is.
 */
export function turned(track: MediaStreamTrack, decibels: number): Turned {
  const stream = new MediaStream([track]);
  if (decibels === 0) return { stream, end: () => undefined };
  const context = audioContext();
  const source = context.createMediaStreamSource(stream);
  const gain = context.createGain();
  const out = context.createMediaStreamDestination();
  gain.gain.value = 10 ** (decibels / 20);
  source.connect(gain).connect(out);
  // Chromium hands on nothing of a received track that no element plays.
  const pump = new Audio();
  pump.muted = true;
  pump.srcObject = stream;
  void pump.play().catch(() => undefined);
  return {
    stream: out.stream,
    end: () => {
      source.disconnect();
      gain.disconnect();
      pump.srcObject = null;
    },
  };
}
