/** Partials of a struck bell: frequency against the note, loudness, seconds until it has faded. */
const partials = [
  [0.5, 0.35, 2.4],
  [1, 0.5, 1.8],
  [1.19, 0.3, 1.4],
  [1.5, 0.22, 1.1],
  [2, 0.3, 0.9],
  [2.74, 0.12, 0.5],
] as const;

const note = 523.25;
const everySeconds = 2.2;

/**
 * Rings a bell until the returned function is called. Browsers keep it silent
 * on a page that nobody has touched yet; the picture rings all the same.
 */
export function ringBell(): () => void {
  if (typeof AudioContext === 'undefined') return () => {};
  const sound = new AudioContext();
  const strike = () => {
    if (sound.state === 'suspended') void sound.resume().catch(() => {});
    for (const [ratio, loudness, fade] of partials) {
      const tone = new OscillatorNode(sound, { frequency: note * ratio });
      const gain = new GainNode(sound, { gain: 0 });
      const at = sound.currentTime + 0.02;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(loudness * 0.25, at + 0.006);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + fade);
      tone.connect(gain).connect(sound.destination);
      tone.start(at);
      tone.stop(at + fade);
    }
  };
  strike();
  const timer = setInterval(strike, everySeconds * 1000);
  return () => {
    clearInterval(timer);
    void sound.close().catch(() => {});
  };
}
