import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Wire } from '../../protocol/socket';
import { Ringing } from './ringing';

/** A wire whose other end is the test. */
function fakeWire() {
  const sent: Record<string, unknown>[] = [];
  const wire: Wire = {
    readyState: 1,
    send: (text) => sent.push(JSON.parse(text)),
    close: () => {},
    onopen: null,
    onclose: null,
    onmessage: null,
  };
  return {
    wire,
    sent,
    say: (message: object) => wire.onmessage?.({ data: JSON.stringify(message) } as never),
  };
}

async function start() {
  const end = fakeWire();
  const ringing = new Ringing({ open: () => end.wire, language: () => 'en' });
  ringing.connect();
  end.wire.onopen?.({} as never);
  end.say({ re: 1, protocol: 1, server: 'Veche', version: '1', limits: {} });
  await Promise.resolve();
  await Promise.resolve();
  return { ...end, ringing };
}

const ring = (id: string, seconds = 30) => ({
  type: 'ring',
  ring: id,
  conference: { cid: '1949195144', name: 'Planning' },
  from: { name: 'Anna', avatar: '' },
  expires: new Date(Date.now() + seconds * 1000).toISOString(),
});

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-01T00:00:00Z') }));
afterEach(() => void vi.useRealTimers());

it('a ring stands until it is cancelled', async () => {
  const { ringing, say } = await start();
  const heard = vi.fn();
  ringing.subscribe(heard);
  say(ring('a'));
  say(ring('a'));
  say(ring('b'));
  expect(ringing.list().map((r) => r.ring)).toEqual(['a', 'b']);
  say({ type: 'ring.cancelled', ring: 'a' });
  expect(ringing.list().map((r) => r.ring)).toEqual(['b']);
  expect(heard).toHaveBeenCalledTimes(4);
  ringing.close();
});

it('a ring ends by itself when it expires', async () => {
  const { ringing, say } = await start();
  say(ring('a', 10));
  vi.advanceTimersByTime(9_999);
  expect(ringing.list()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(ringing.list()).toHaveLength(0);
  ringing.close();
});

it('accepting answers the server and gives the CID', async () => {
  const { ringing, say, sent } = await start();
  say(ring('a'));
  const answered = ringing.answer('a', true);
  expect(ringing.list()).toHaveLength(0);
  expect(sent.at(-1)).toEqual({ id: 2, type: 'ring', ring: 'a', accept: true });
  say({ re: 2, cid: '1949195144' });
  expect(await answered).toBe('1949195144');
  ringing.close();
});

it('a lost connection silences what rang, for nobody would hear of its end', async () => {
  const { ringing, say, wire } = await start();
  say(ring('a'));
  wire.onclose?.({} as never);
  expect(ringing.list()).toHaveLength(0);
  ringing.close();
});

it('looks at people: what the server says is known, and asked again after a reconnect', async () => {
  const { ringing, say, sent, wire } = await start();
  ringing.lookAt(['boris', 'anna', 'boris']);
  ringing.lookAt(['anna', 'boris']);
  expect(sent.filter((m) => m.type === 'presence')).toEqual([
    { id: 2, type: 'presence', logins: ['anna', 'boris'] },
  ]);
  say({ re: 2, people: { anna: 'online', boris: 'offline' } });
  await Promise.resolve();
  await Promise.resolve();
  say({ type: 'presence', people: { boris: 'busy' } });
  expect([...ringing.presence()]).toEqual([
    ['anna', 'online'],
    ['boris', 'busy'],
  ]);
  wire.onclose?.({} as never);
  ringing.close();
});

it('tells of a call that nobody answered, not of one answered elsewhere', async () => {
  const { ringing, say } = await start();
  const missed = vi.fn();
  ringing.onMissed = missed;
  for (const state of ['accepted', 'declined', 'no_answer', 'cancelled']) {
    say(ring(state));
    say({ type: 'ring.cancelled', ring: state, state });
  }
  expect(missed.mock.calls.map(([r]) => r.ring)).toEqual(['no_answer', 'cancelled']);
  ringing.close();
});
