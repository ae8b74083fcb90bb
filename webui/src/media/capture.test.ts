import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Capture } from './capture';

class FakeTrack extends EventTarget {
  enabled = true;
  readyState = 'live';
  clone = () => new FakeTrack();
  stop() {
    this.readyState = 'ended';
  }
}

const asked: MediaStreamConstraints[] = [];
let answer: () => Promise<FakeTrack>;
let permission: PermissionState;

beforeEach(() => {
  asked.length = 0;
  answer = async () => new FakeTrack();
  permission = 'prompt';
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('navigator', {
    mediaDevices: {
      getUserMedia: async (wish: MediaStreamConstraints) => {
        asked.push(wish);
        const track = await answer();
        return { getTracks: () => [track] };
      },
    },
    permissions: { query: async () => ({ state: permission }) },
  });
});
afterEach(() => void vi.unstubAllGlobals());

const refuse = async () => {
  throw Object.assign(new Error('no'), { name: 'NotAllowedError' });
};

describe('a microphone that is held (lesson 14)', () => {
  it('is acquired while muted, sends silence, and is switched on without being acquired again', async () => {
    const capture = new Capture();
    const sent = vi.fn();
    capture.onTrack = sent;
    await capture.hold(true);
    const { on, raw, track } = capture.microphone.get();
    expect([on, raw?.readyState, track?.enabled]).toEqual([false, 'live', false]);
    expect(sent).toHaveBeenCalledWith('microphone', track);
    await capture.set('microphone', true);
    expect(capture.microphone.get().track).toBe(track);
    expect(track?.enabled).toBe(true);
    expect(asked.length).toBe(1);
  });

  it('is taken again, and still muted, when the system took it away', async () => {
    const capture = new Capture();
    await capture.hold(true);
    const { raw } = capture.microphone.get();
    await capture.renew('microphone');
    expect(raw?.readyState).toBe('ended');
    const now = capture.microphone.get();
    expect([now.on, now.raw?.readyState, now.track?.enabled]).toEqual([false, 'live', false]);
  });

  it('that cannot be had is no error until somebody switches it on', async () => {
    const capture = new Capture();
    answer = refuse;
    await capture.hold(true);
    expect(capture.microphone.get()).toMatchObject({ on: false, state: 'off' });
    await capture.set('microphone', true);
    expect(capture.microphone.get()).toMatchObject({ on: false, state: 'failed', error: 'denied' });
    await capture.hold(true);
    expect(capture.microphone.get().state).toBe('failed');
    expect(asked.length).toBe(2);
  });

  it.each([
    ['prompt', 0],
    ['granted', 1],
  ] as const)(
    'asks nobody after a reload: with the permission "%s" it is acquired %i times',
    async (state, want) => {
      permission = state;
      await new Capture().hold(false);
      expect(asked.length).toBe(want);
    },
  );

  it('is given back at the end, also when it comes only then', async () => {
    const capture = new Capture();
    let come: (track: FakeTrack) => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        come = resolve;
      });
    const held = capture.hold(true);
    await vi.waitFor(() => expect(asked.length).toBe(1));
    capture.close();
    const late = new FakeTrack();
    come(late);
    await held;
    await vi.waitFor(() => expect(late.readyState).toBe('ended'));
    expect(capture.microphone.get()).toMatchObject({ on: false, raw: undefined, track: undefined });
  });
});
