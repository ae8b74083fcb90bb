import { describe, expect, it } from 'vitest';
import { apply, enter } from './conference';
import { gainOf } from './gain';
import { aSnapshot, person } from './samples';

const start = () => enter(aSnapshot());
const event = (seq: number, fields: object) =>
  ({ type: 'event', seq, at: '2026-01-01T00:00:00Z', ...fields }) as never;

describe('a conference', () => {
  it('takes people who join, change and leave', () => {
    let c = apply(start(), event(11, { event: 'participant.joined', participant: person('b', 'Boris') }));
    expect(c.participants.map((p) => p.name)).toEqual(['Anna', 'Boris']);
    c = apply(
      c,
      event(12, { event: 'participant.changed', participant: { ...person('a', 'Anna'), hand: 'now' } }),
    );
    expect(c.participants.map((p) => p.hand)).toEqual(['now', undefined]);
    c = apply(c, event(13, { event: 'participant.left', participant: 'a', reason: 'left' }));
    expect(c.participants.map((p) => p.id)).toEqual(['b']);
  });

  it('takes that many were switched off at once', () => {
    const speaking = (id: string) => person(id, id, { microphone: true, camera: true });
    const participants = ['a', 'b', 'c'].map(speaking);
    const off = { participants: ['a', 'c', 'gone'], microphone: true, camera: false, screen: false };
    const c = apply(enter(aSnapshot({ participants })), event(11, { event: 'participants.muted', ...off }));
    expect(c.participants.map((p) => p.microphone)).toEqual([false, true, false]);
    expect(c.participants.every((p) => p.camera)).toBe(true);
  });

  it('ignores what it has seen already', () => {
    const c = start();
    expect(apply(c, event(10, { event: 'participant.left', participant: 'a', reason: 'left' }))).toBe(c);
  });

  it('is replaced whole by a snapshot, but keeps its slots', () => {
    let c = apply(start(), {
      type: 'slots',
      video: [{ mid: '9', participant: 'b', source: 'camera', state: 'live' }],
      audio: [],
      wantVideo: 4,
    });
    c = apply(c, { type: 'snapshot', snapshot: { ...aSnapshot(), seq: 90, participants: [] } });
    expect(c.seq).toBe(90);
    expect(c.participants).toEqual([]);
    expect(c.video.length).toBe(1);
  });

  it('plays a slot as loud as a moderator has set it, but for calls, which the server turns (I12)', () => {
    const people = [person('b', 'Boris', { gain: 6 }), person('s', 'Room', { kind: 'sip', gain: 6 })];
    const slot = (mid: string, participant: string, source = 'microphone') => ({ mid, participant, source });
    const c = apply(enter(aSnapshot({ participants: people })), {
      type: 'slots',
      video: [],
      audio: [slot('1', 'b'), slot('2', 's'), slot('3', 'b', 'screen_audio'), slot('4', 'gone')],
    });
    expect(['1', '2', '3', '4', '5'].map((mid) => gainOf(c, mid))).toEqual([6, 0, 0, 0, 0]);
  });

  it('knows whether it is recorded', () => {
    const recording = { state: 'on', since: '2026-01-01T00:00:00Z' };
    let c = apply(start(), event(11, { event: 'recording.changed', recording }));
    expect(c.info.recording).toEqual(recording);
    c = apply(c, event(12, { event: 'recording.changed', code: 'disk_full' }));
    expect(c.info.recording).toBeUndefined();
    expect(c.info.name).toBe('Weekly');
  });

  it('never goes back to an older view', () => {
    const view = { ...aSnapshot().view, version: 7, page: 1 };
    const c = apply(start(), { type: 'view', view });
    expect(apply(c, { type: 'view', view: { ...view, version: 6, page: 0 } }).view.page).toBe(1);
  });

  it('keeps one message for one id', () => {
    const message = { id: 'm', at: '', from: { id: 'a', name: 'Anna' }, text: 'hi' };
    const c = apply(
      apply(start(), event(11, { event: 'chat', message })),
      event(12, { event: 'chat', message }),
    );
    expect(c.chat.length).toBe(1);
  });

  it('keeps the secret of the seat when a change of the role does not repeat it', () => {
    const you = { ...aSnapshot().you, resume: '', role: 'moderator' };
    const c = apply(start(), event(11, { event: 'you.changed', you }));
    expect([c.you.role, c.you.resume]).toEqual(['moderator', 'secret']);
  });
});
