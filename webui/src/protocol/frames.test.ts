// What the server writes is what the page understands: the sample messages are
// made by the Go code (signaling/frames_test.go).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apply, type Conference, enter } from '../state/conference';
import type { Push } from './messages';
import type { Prospect } from './types';

const all = JSON.parse(
  readFileSync(new URL('../../../signaling/testdata/frames.json', import.meta.url), 'utf8'),
) as (Push | ({ re: number } & Prospect))[];
const frames = all.filter((f) => 'type' in f);

function frame<T extends Push['type']>(type: T): Extract<Push, { type: T }> {
  const found = frames.find((f) => f.type === type);
  if (!found) throw new Error(`no ${type} among the samples`);
  return found as Extract<Push, { type: T }>;
}

function after(n: (f: Push) => boolean): Conference {
  let now = enter(frame('admitted').snapshot);
  for (const f of frames) {
    if (f.type === 'admitted') continue;
    now = apply(now, f);
    if (n(f)) break;
  }
  return now;
}

test('the snapshot of an admission is a whole conference', () => {
  const now = enter(frame('admitted').snapshot);
  expect(now.seq).toBe(7);
  expect(now.you.resume).toBe('secret');
  expect(now.info.pin).toBe('756910');
  expect(now.participants.map((p) => p.name)).toEqual(['Anna']);
  expect(now.view.windows[0]?.source).toBe('camera');
});

test('events change the conference as they say', () => {
  const now = after((f) => f.type === 'event' && f.event === 'reaction');
  expect(now.participants.map((p) => p.id)).toEqual(['anna', 'boris']);
  expect(now.participants[1]?.hand).toBeTruthy();
  expect(now.waiting).toEqual([]);
  expect(now.chat[0]?.file?.name).toBe('plan.pdf');
  expect(now.rings[0]?.state).toBe('ringing');
  expect(now.seq).toBe(14);
});

test('calls to the outside are listed while they last', () => {
  const now = after((f) => f.type === 'event' && f.event === 'call.changed' && f.call.id === 'c2');
  expect(now.calls.map((k) => [k.id, k.state, k.reason?.code])).toEqual([
    ['c1', 'failed', 'busy'],
    ['c2', 'answered', undefined],
  ]);
  const later = after((f) => f.type === 'event' && f.event === 'call.removed');
  expect(later.calls.map((k) => k.id)).toEqual(['c2']);
});

test('a transfer is told of while who is put through is here', () => {
  const now = after((f) => f.type === 'event' && f.event === 'transfer.changed');
  expect(now.transfers.map((x) => [x.id, x.state, x.reason?.code])).toEqual([['boris', 'failed', 'busy']]);
  expect(after((f) => f.type === 'removed').transfers).toEqual([]);
});

test('many are switched off by one event', () => {
  const now = after((f) => f.type === 'event' && f.event === 'participants.muted');
  expect(now.participants.map((p) => [p.microphone, p.camera])).toEqual([
    [false, true],
    [false, false],
  ]);
});

test('what only this viewer is told has no number and moves none', () => {
  const now = after((f) => f.type === 'event' && f.event === 'you.changed');
  expect(now.seq).toBe(14);
  expect(now.you.role).toBe('owner');
});

test('slots, speakers and quality', () => {
  const now = after(() => false);
  expect(now.participants.map((p) => p.id)).toEqual(['anna']);
  expect(now.video.map((s) => [s.mid, s.participant, s.state ?? ''])).toEqual([
    ['9', 'boris', 'live'],
    ['10', '', ''],
  ]);
  expect(now.audio[0]?.source).toBe('microphone');
  expect(now.speaking).toEqual(['boris']);
  expect(now.quality?.level).toBe('good');
});

test('a recording is part of the conference, and everybody is told', () => {
  const now = after((f) => f.type === 'event' && f.event === 'recording.changed');
  expect(now.info.recording).toMatchObject({ state: 'on', lowDisk: 1_500_000_000 });
});

test('a composed picture comes in one slot that is nobody’s', () => {
  const now = after((f) => f.type === 'slots');
  expect(now.video.map((s) => [s.mid, s.participant, s.source])).toEqual([['9', '', 'composed']]);
});

test('a hello says what the server can', () => {
  const answer: unknown = all.find((f) => 're' in f && f.re === 1);
  expect(answer).toMatchObject({ features: { recording: true, composed: true } });
});

test('calls say who and where', () => {
  expect(frame('ring').conference.cid).toBe('1949195144');
  expect(frame('ring.cancelled').ring).toBe('r2');
  expect(frame('removed').code).toBe('ended');
  expect(frame('transport').state).toBe('connected');
});

test('the answer to a look says that a guest gives a name and waits', () => {
  const answer = all.find((f) => 're' in f);
  expect(answer).toMatchObject({ re: 2, entry: 'wait', needsName: true });
  expect(answer?.conference.name).toBe('Weekly');
});
