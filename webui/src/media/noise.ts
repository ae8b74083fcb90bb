import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import plainUrl from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import simdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import workletUrl from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import type { Processed } from './processed';

let loaded: Promise<ArrayBuffer> | undefined;

/** Takes noise out of a microphone's track. The suppressor wants 48 kHz, hence a context of its own. */
export async function suppressNoise(track: MediaStreamTrack): Promise<Processed> {
  loaded ??= loadRnnoise({ url: plainUrl, simdUrl });
  const wasmBinary = await loaded;
  const context = new AudioContext({ sampleRate: 48_000 });
  await context.audioWorklet.addModule(workletUrl);
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const suppressor = new RnnoiseWorkletNode(context, { wasmBinary, maxChannels: 1 });
  const out = context.createMediaStreamDestination();
  source.connect(suppressor).connect(out);
  const [clean] = out.stream.getAudioTracks();
  if (!clean) throw new Error('no track from the suppressor');
  return {
    track: clean,
    stop: () => {
      clean.stop();
      suppressor.destroy();
      void context.close();
    },
  };
}
