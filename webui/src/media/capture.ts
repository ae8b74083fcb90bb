import { settings } from '../state/settings';
import { createStore } from '../state/store';
import { type DeviceError, deviceErrorOf, insecure } from './deviceError';
import { captureHeight } from './encodings';
import type { Processed } from './processed';

export type Kind = 'microphone' | 'camera';

/** A device of ours as the page shows it. */
export interface Device {
  /** What the user wants. */
  on: boolean;
  state: 'off' | 'starting' | 'live' | 'failed';
  error?: DeviceError;
  /** What is sent and shown; of the microphone also while it is muted, then disabled. */
  track?: MediaStreamTrack;
  /** What comes out of the device, before muting and effects; for meters. */
  raw?: MediaStreamTrack;
}

export interface Devices {
  microphones: MediaDeviceInfo[];
  cameras: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

const nothing: Device = { on: false, state: 'off' };

/**
 * The microphone and the camera of this machine. The microphone is acquired once
 * and then muted by disabling the track that is sent, for on some systems one
 * that was joined muted stays dead (lesson 14); the camera is let go when it is
 * off, so that its light goes out. A device that is taken away by the system (a
 * telephone call, a pulled plug) is acquired again by itself.
 */
export class Capture {
  readonly microphone = createStore<Device>(nothing);
  readonly camera = createStore<Device>(nothing);
  readonly devices = createStore<Devices>({ microphones: [], cameras: [], speakers: [] });
  /** Told whenever what is to be sent changes. */
  onTrack: (kind: Kind, track: MediaStreamTrack | null) => void = () => undefined;

  private readonly effects = new Map<Kind, Processed>();
  private readonly turns = new Map<Kind, Promise<void>>();
  /** The microphone is kept ready while it is muted. */
  private held = false;

  constructor() {
    navigator.mediaDevices?.addEventListener?.('devicechange', () => void this.list());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.wakeUp();
    });
  }

  store(kind: Kind) {
    return kind === 'microphone' ? this.microphone : this.camera;
  }

  /** Switches a device on or off. Never rejects: what went wrong stands in the store. */
  set(kind: Kind, on: boolean): Promise<void> {
    this.store(kind).update((d) => ({ ...d, on }));
    return this.inTurn(kind, () => this.settle(kind));
  }

  /**
   * Acquires the microphone now, also when it is muted, and keeps it so until
   * `close`: switching it on later is at once, and no question of the browser
   * comes in the middle of a call. Without one, or when it is refused, nothing
   * is said until somebody switches it on. Without `mayAsk` it is only taken
   * where the user has allowed it before.
   */
  hold(mayAsk: boolean): Promise<void> {
    this.held = true;
    return this.inTurn('microphone', async () => {
      const { raw, state } = this.microphone.get();
      if (raw?.readyState === 'live' || state === 'failed') return;
      if (mayAsk || (await allowed())) await this.acquire('microphone');
    });
  }

  /** Acquires a device again: after another was chosen, or an effect switched. */
  renew(kind: Kind): Promise<void> {
    return this.inTurn(kind, async () => {
      const { on, raw } = this.store(kind).get();
      if (!on && !raw) return;
      this.letGo(kind);
      if (on || (kind === 'microphone' && this.held)) await this.acquire(kind);
    });
  }

  /** Gives all devices back. */
  close(): void {
    this.held = false;
    for (const kind of ['microphone', 'camera'] as const) {
      this.store(kind).update((d) => ({ ...d, on: false }));
      this.letGo(kind);
      void this.inTurn(kind, async () => this.letGo(kind)); // what was just being acquired
    }
  }

  async list(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind) => all.filter((d) => d.kind === kind && d.deviceId !== '');
    this.devices.set({
      microphones: of('audioinput'),
      cameras: of('videoinput'),
      speakers: of('audiooutput'),
    });
  }

  /** One change of a device after the other. */
  private inTurn(kind: Kind, change: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(kind) ?? Promise.resolve()).then(change).catch(() => undefined);
    this.turns.set(kind, turn);
    return turn;
  }

  private async settle(kind: Kind): Promise<void> {
    const store = this.store(kind);
    const { on, raw, track } = store.get();
    if (!on) {
      if (kind === 'camera') this.letGo(kind);
      else if (track) track.enabled = false;
      if (store.get().state !== 'live' || kind === 'camera')
        store.update((d) => ({ ...d, state: 'off', error: undefined }));
      return;
    }
    if (raw?.readyState === 'live' && track) {
      track.enabled = true;
      return;
    }
    await this.acquire(kind);
  }

  private async acquire(kind: Kind): Promise<void> {
    const store = this.store(kind);
    store.update((d) => ({ ...d, state: 'starting', error: undefined }));
    try {
      const raw = await open(kind);
      raw.addEventListener('ended', () => this.lost(kind, raw));
      const track = await this.withEffect(kind, raw);
      track.enabled = store.get().on;
      store.update((d) => ({ ...d, state: 'live', raw, track }));
      this.onTrack(kind, track);
      void this.list();
      if (!store.get().on) await this.settle(kind);
    } catch (cause) {
      const error = deviceErrorOf(cause);
      store.update((d) => ({ ...d, on: false, ...(d.on ? { state: 'failed', error } : { state: 'off' }) }));
      this.letGo(kind);
    }
  }

  /** The track to send: a copy, so that muting it leaves the meter its sound, or what an effect makes. */
  private async withEffect(kind: Kind, raw: MediaStreamTrack): Promise<MediaStreamTrack> {
    const { noise, blur } = settings.get();
    const wanted = kind === 'microphone' ? noise : blur;
    if (!wanted) return kind === 'microphone' ? raw.clone() : raw;
    try {
      const effect =
        kind === 'microphone'
          ? await (await import('./noise')).suppressNoise(raw)
          : await (await import('./blur')).blurBackground(raw);
      this.effects.set(kind, effect);
      return effect.track;
    } catch {
      return kind === 'microphone' ? raw.clone() : raw; // heard with noise is better than not heard
    }
  }

  private letGo(kind: Kind): void {
    const store = this.store(kind);
    const { raw, track } = store.get();
    this.effects.get(kind)?.stop();
    this.effects.delete(kind);
    raw?.stop();
    track?.stop();
    if (!raw && !track) return;
    store.update((d) => ({
      ...d,
      raw: undefined,
      track: undefined,
      state: d.state === 'failed' ? 'failed' : 'off',
    }));
    this.onTrack(kind, null);
  }

  private lost(kind: Kind, raw: MediaStreamTrack): void {
    if (this.store(kind).get().raw === raw) void this.renew(kind);
  }

  /** Back from the background: what the system took meanwhile is taken back. */
  private wakeUp(): void {
    for (const kind of ['microphone', 'camera'] as const) {
      const { raw } = this.store(kind).get();
      if (raw && (raw.muted || raw.readyState === 'ended')) void this.renew(kind);
    }
  }
}

/** Whether the microphone can be had without a question to the user. */
async function allowed(): Promise<boolean> {
  const answer = await navigator.permissions?.query({ name: 'microphone' }).catch(() => undefined);
  return answer?.state === 'granted';
}

async function open(kind: Kind): Promise<MediaStreamTrack> {
  if (!navigator.mediaDevices?.getUserMedia) throw insecure();
  const { microphoneId, cameraId, sendQuality } = settings.get();
  const id = kind === 'microphone' ? microphoneId : cameraId;
  const wish = kind === 'microphone' ? microphoneWish(id) : cameraWish(id, captureHeight[sendQuality]);
  try {
    return first(await navigator.mediaDevices.getUserMedia(wish));
  } catch (cause) {
    // The chosen device is gone: another one is better than none.
    if (!id || !['none', 'busy'].includes(deviceErrorOf(cause))) throw cause;
    return first(
      await navigator.mediaDevices.getUserMedia(kind === 'microphone' ? { audio: true } : { video: true }),
    );
  }
}

function microphoneWish(id: string): MediaStreamConstraints {
  return {
    audio: {
      ...(id ? { deviceId: { exact: id } } : {}),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
  };
}

function cameraWish(id: string, height: number): MediaStreamConstraints {
  return {
    video: {
      ...(id ? { deviceId: { exact: id } } : { facingMode: 'user' }),
      width: { ideal: Math.round((height * 16) / 9) },
      height: { ideal: height },
      frameRate: { ideal: 30, max: 30 },
    },
  };
}

function first(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new Error('a stream without a track');
  return track;
}
