import type { SendQuality } from '../media/encodings';
import { createStore } from './store';

/** What a person chose on this device; kept between visits. */
export interface Settings {
  name: string;
  microphone: boolean;
  camera: boolean;
  microphoneId: string;
  cameraId: string;
  speakerId: string;
  noise: boolean;
  blur: boolean;
  sendQuality: SendQuality;
  /** Bits per second to receive at most, 0 for no limit. */
  receive: number;
  sounds: boolean;
  mirror: boolean;
  windows: number;
  self: 'tile' | 'corner';
  /** One picture from the server instead of many. */
  light: boolean;
}

const initial: Settings = {
  name: '',
  microphone: true,
  camera: true,
  microphoneId: '',
  cameraId: '',
  speakerId: '',
  noise: false,
  blur: false,
  sendQuality: 'high',
  receive: 0,
  sounds: true,
  mirror: true,
  windows: 0,
  self: 'tile',
  light: false,
};

const kept = 'veche.settings';

/** Reads what was kept; members of the wrong type are as if they were not there. */
export function readSettings(text: string | null): Settings {
  let found: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) found = value as Record<string, unknown>;
  } catch {
    // Not ours.
  }
  const read = { ...initial } as Record<string, unknown>;
  for (const [name, usual] of Object.entries(initial)) {
    if (typeof found[name] === typeof usual) read[name] = found[name];
  }
  return read as unknown as Settings;
}

function stored(): string | null {
  try {
    return globalThis.localStorage?.getItem(kept) ?? null;
  } catch {
    return null; // storage may be forbidden
  }
}

export const settings = createStore<Settings>(readSettings(stored()));

export function changeSettings(change: Partial<Settings>): void {
  settings.update((now) => ({ ...now, ...change }));
  try {
    localStorage.setItem(kept, JSON.stringify(settings.get()));
  } catch {
    // Then they last as long as the page.
  }
}
