import { describe, expect, it } from 'vitest';
import { deviceErrorOf } from './deviceError';
import { cameraLayers } from './encodings';
import { fingerprintOf } from './sdp';
import { isForwarded, videoSlotsFor } from './slots';
import { Watchdog } from './watchdog';

describe('video slots', () => {
  it('grow in steps', () => {
    expect([0, 1, 4, 5, 9, 10, 17, 26, 49, 80].map(videoSlotsFor)).toEqual([
      4, 4, 4, 9, 9, 16, 25, 49, 49, 49,
    ]);
  });
});

describe('what a slot offers', () => {
  it('is what the server forwards, so that an offer of 49 fits into a message', () => {
    const of = (mimeType: string, sdpFmtpLine?: string) =>
      isForwarded({ mimeType, ...(sdpFmtpLine ? { sdpFmtpLine } : {}) });
    expect([of('video/VP8'), of('video/rtx', 'apt=96'), of('video/VP9', 'profile-id=0')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(of('video/H264', 'packetization-mode=1;profile-level-id=42e01f')).toBe(true);
    expect([
      of('video/VP9', 'profile-id=2'),
      of('video/H264', 'packetization-mode=0'),
      of('video/flexfec-03'),
      of('video/red'),
    ]).toEqual([false, false, false, false]);
  });
});

describe('camera layers', () => {
  it('are three, lowest first, with their scales written out (lesson 14)', () => {
    expect(cameraLayers(720).map((l) => [l.rid, l.scaleResolutionDownBy, l.maxBitrate])).toEqual([
      ['q', 4, 150_000],
      ['h', 2, 500_000],
      ['f', 1, 1_700_000],
    ]);
  });
  it('ask for less of a smaller picture', () => {
    expect(cameraLayers(360).at(-1)?.maxBitrate).toBeLessThan(cameraLayers(720).at(-1)?.maxBitrate ?? 0);
  });
});

describe('watchdog', () => {
  const run = (
    dog: Watchdog,
    from: number,
    to: number,
    connected: boolean,
    bytes: (t: number) => number,
    expecting = true,
  ) => {
    const done: string[] = [];
    for (let now = from; now <= to; now += 500) {
      const remedy = dog.step({ now, connected, bytes: bytes(now), expecting });
      if (remedy !== 'none') done.push(`${now} ${remedy}`);
    }
    return done;
  };

  it('leaves a working connection alone', () => {
    expect(run(new Watchdog(), 0, 20_000, true, (t) => t + 1)).toEqual([]);
  });
  it('leaves a silent connection alone when nothing is expected', () => {
    expect(run(new Watchdog(), 0, 20_000, true, () => 0, false)).toEqual([]);
  });
  it('restarts ICE when the connection breaks, and builds a new one 3 s later (lesson 10)', () => {
    const dog = new Watchdog();
    run(dog, 0, 2_000, true, (t) => t + 1);
    expect(run(dog, 2_500, 7_000, false, () => 2_001)).toEqual(['3500 restart', '6500 rebuild']);
  });
  it('helps a connection on which nothing comes any more', () => {
    const dog = new Watchdog();
    run(dog, 0, 2_000, true, (t) => t + 1);
    expect(run(dog, 2_500, 9_000, true, () => 2_001)[0]).toBe('5500 restart');
  });
  it('is content again as soon as something comes', () => {
    const dog = new Watchdog();
    run(dog, 0, 2_000, true, (t) => t + 1);
    run(dog, 2_500, 6_000, true, () => 2_001);
    expect(dog.content).toBe(false);
    run(dog, 6_500, 6_500, true, (t) => t);
    expect(dog.content).toBe(true);
  });
  it('builds anew what never connected', () => {
    expect(run(new Watchdog(), 0, 9_000, false, () => 0)).toEqual(['8000 rebuild']);
  });
  it('counts from a restart that came from outside', () => {
    const dog = new Watchdog();
    run(dog, 0, 2_000, true, (t) => t + 1);
    dog.restarted(2_000);
    expect(run(dog, 2_500, 5_500, false, () => 2_001)).toEqual(['5000 rebuild']);
  });
});

describe('device errors', () => {
  it('are told in our words', () => {
    const of = (name: string) => deviceErrorOf(Object.assign(new Error(), { name }));
    expect(of('NotAllowedError')).toBe('denied');
    expect(of('NotFoundError')).toBe('none');
    expect(of('OverconstrainedError')).toBe('none');
    expect(of('NotReadableError')).toBe('busy');
    expect(of('AbortError')).toBe('busy');
    expect(of('Strange')).toBe('failed');
    expect(deviceErrorOf(undefined)).toBe('failed');
  });
});

describe('fingerprint of a description', () => {
  it('tells one server process from the next', () => {
    const sdp = 'v=0\r\na=ice-lite\r\na=fingerprint:sha-256 AB:CD\r\nm=audio 9\r\n';
    expect(fingerprintOf(sdp)).toBe('sha-256 ab:cd');
    expect(fingerprintOf('v=0\r\n')).toBe('');
  });
});
