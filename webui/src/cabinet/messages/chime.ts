/** Two quiet notes, the second higher: frequency, and when it begins, in seconds. */
const notes = [
  [659.25, 0],
  [880, 0.12],
] as const;
const loudness = 0.08;
const fade = 0.5;

/** So often at most: many messages at once are one sound. */
const pause = 3_000;
let last = Number.NEGATIVE_INFINITY;

/** A quiet sound for a message. Browsers keep it silent on a page that nobody has touched yet. */
export function chime(now = performance.now()): void {
  if (typeof AudioContext === 'undefined' || now - last < pause) return;
  last = now;
  const sound = new AudioContext();
  let end: OscillatorNode | undefined;
  for (const [frequency, after] of notes) {
    const tone = new OscillatorNode(sound, { frequency });
    const gain = new GainNode(sound, { gain: 0 });
    const at = sound.currentTime + 0.02 + after;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loudness, at + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + fade);
    tone.connect(gain).connect(sound.destination);
    tone.start(at);
    tone.stop(at + fade);
    end = tone;
  }
  const close = () => void sound.close().catch(() => {});
  if (sound.state === 'suspended') close();
  else if (end) end.onended = close;
}
