import { audioContext } from './context';

/** Short sounds of the page, played by the machine itself: no files. [hertz, start, length] in seconds. */
const melodies = {
  entered: [
    [660, 0, 0.12],
    [880, 0.12, 0.2],
  ],
  joined: [
    [587, 0, 0.1],
    [784, 0.1, 0.14],
  ],
  left: [
    [587, 0, 0.1],
    [440, 0.1, 0.14],
  ],
  knock: [
    [440, 0, 0.08],
    [440, 0.16, 0.08],
    [554, 0.32, 0.16],
  ],
  hand: [[698, 0, 0.14]],
  message: [[988, 0, 0.07]],
  recording: [
    [523, 0, 0.25],
    [659, 0.22, 0.25],
    [784, 0.44, 0.5],
  ],
  recordingOver: [
    [784, 0, 0.25],
    [659, 0.22, 0.25],
    [523, 0.44, 0.5],
  ],
  ring: [
    [660, 0, 0.35],
    [550, 0.4, 0.35],
    [660, 0.8, 0.35],
    [550, 1.2, 0.35],
  ],
  ringback: [[425, 0, 1]],
  test: [
    [440, 0, 0.3],
    [554, 0.3, 0.3],
    [659, 0.6, 0.5],
  ],
} satisfies Record<string, [number, number, number][]>;

export type Melody = keyof typeof melodies;

/** Plays a sound through the chosen speaker, if the browser can choose one. */
export function play(melody: Melody, speakerId = ''): void {
  const context = audioContext() as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (context.setSinkId) void context.setSinkId(speakerId).catch(() => undefined);
  for (const [hertz, start, length] of melodies[melody]) {
    const at = context.currentTime + start;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.14, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + length);
  }
}
