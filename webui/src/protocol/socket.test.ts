import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backoff } from './backoff';
import type { Push } from './messages';
import { Socket, type Wire } from './socket';

class ScriptedWire implements Wire {
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: ((e: never) => void) | null = null;
  onclose: ((e: never) => void) | null = null;
  onmessage: ((e: never) => void) | null = null;
  closed = false;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }
  say(message: object | string) {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) } as never);
  }
  die() {
    this.readyState = 3;
    this.onclose?.(undefined as never);
  }
}

function start() {
  const wires: ScriptedWire[] = [];
  const pushes: Push[] = [];
  const lost: string[] = [];
  let ready = 0;
  const socket = new Socket({
    open: () => {
      const wire = new ScriptedWire();
      wires.push(wire);
      return wire;
    },
    language: () => 'ru',
    onReady: () => ready++,
    onLost: (code, final) => lost.push(code + (final ? ' final' : '')),
    onPush: (p) => pushes.push(p),
  });
  socket.connect();
  return { socket, wires, pushes, lost, ready: () => ready, wire: () => wires.at(-1) as ScriptedWire };
}

const hello = { re: 1, protocol: 1, server: 'Veche', version: '1', limits: { fileBytes: 1, chatRunes: 1 } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('socket', () => {
  it('says hello first and pairs answers with requests in any order', async () => {
    const t = start();
    await expect(t.socket.request('leave', {})).rejects.toMatchObject({ code: 'offline' });
    t.wire().open();
    expect(t.wire().sent[0]).toMatchObject({ id: 1, type: 'hello', protocol: 1, language: 'ru' });
    t.wire().say(hello);
    await vi.advanceTimersByTimeAsync(0);
    expect(t.ready()).toBe(1);
    const one = t.socket.request('hand', { up: true });
    const two = t.socket.request('chat', { text: 'hi' });
    t.wire().say({ re: 3, message: { id: 'm' } });
    t.wire().say({ re: 2, error: { kind: 'denied', code: 'not_permitted', detail: 'no' } });
    await expect(two).resolves.toMatchObject({ message: { id: 'm' } });
    await expect(one).rejects.toMatchObject({ code: 'not_permitted', kind: 'denied' });
  });

  it('ignores what is not JSON, unknown answers and gives pushes on', () => {
    const t = start();
    t.wire().open();
    t.wire().say('{');
    t.wire().say({ re: 99 });
    t.wire().say({ type: 'tick' });
    expect(t.pushes).toEqual([{ type: 'tick' }]);
  });

  it('refuses what is open when the connection dies, and connects again', async () => {
    const t = start();
    t.wire().open();
    t.wire().say(hello);
    await vi.advanceTimersByTimeAsync(0);
    const open = t.socket.request('hand', { up: true });
    t.wire().die();
    await expect(open).rejects.toMatchObject({ code: 'offline' });
    expect(t.lost).toEqual(['offline']);
    await vi.advanceTimersByTimeAsync(310);
    expect(t.wires.length).toBe(2);
  });

  it('takes 15 s without a frame for a dead connection', async () => {
    const t = start();
    t.wire().open();
    t.wire().say(hello);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(t.lost).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(t.lost[0]).toBe('offline');
    expect(t.wires[0]?.closed).toBe(true);
  });

  it('gives up when the server speaks another version', async () => {
    const t = start();
    t.wire().open();
    t.wire().say({ re: 1, error: { kind: 'invalid', code: 'protocol' } });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(t.lost).toEqual(['protocol final']);
    expect(t.wires.length).toBe(1);
  });
});

describe('backoff', () => {
  it('goes from a quarter of a second to four', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((n) => backoff(n, () => 0.5))).toEqual([
      250, 500, 1000, 2000, 4000, 4000, 4000,
    ]);
  });
});
