import { describe, expect, it } from 'vitest';
import { enter } from '../state/conference';
import { aSnapshot, person } from '../state/samples';
import { readSettings } from '../state/settings';
import { announcementOf, sendingAfter } from './announce';
import { cidOf } from './cid';
import { windowsFor } from './display';
import { slotSizes } from './sizes';
import { stageOfRefusal } from './stage';

describe('sizes of slots', () => {
  it('are device pixels of what is drawn, and nothing for the rest', () => {
    const slot = (mid: string, participant: string) =>
      ({ mid, participant, source: 'camera', state: 'live' }) as const;
    const drawn = new Map<string, [number, number]>([['camera:a', [320, 180]]]);
    expect(slotSizes([slot('9', 'a'), slot('10', 'b'), slot('11', '')], drawn, 2)).toEqual({
      9: [640, 368],
      10: [0, 0],
      11: [0, 0],
    });
  });
});

describe('windows on a page', () => {
  it.each([
    [360, 600, 0, 6],
    [1280, 720, 0, 49],
    [800, 450, 0, 16],
    [1280, 720, 9, 9],
    [100, 100, 0, 1],
  ])('of %i x %i with limit %i are %i', (width, height, limit, want) => {
    expect(windowsFor(width, height, limit)).toBe(want);
  });
});

describe('an ID or a link, typed or pasted', () => {
  it.each([
    ['1949195144', '1949195144'],
    [' 19 49 195-144 ', '1949195144'],
    ['https://video.company.com/c/webinar', 'webinar'],
    ['video.company.com/c/weekly-1/?x=1#y', 'weekly-1'],
    ['weekly-1', 'weekly-1'],
    ['https://video.company.com/', ''],
    ['a b', ''],
    ['abc', ''],
    ['', ''],
    ['../x', ''],
  ])('%s is %s', (text, want) => {
    expect(cidOf(text)).toBe(want);
  });
});

describe('a refusal', () => {
  it('leads to the PIN, to a page of its own, or stays where one is', () => {
    expect(stageOfRefusal('pin_required', false)).toEqual({ name: 'pin', wrong: false });
    expect(stageOfRefusal('pin_wrong', true)).toEqual({ name: 'pin', wrong: true });
    expect(stageOfRefusal('pin_wrong', false)).toEqual({ name: 'pin', wrong: false });
    expect(stageOfRefusal('locked', false)).toEqual({ name: 'refused', code: 'locked' });
    expect(stageOfRefusal('slow_down', true)).toBeUndefined();
  });
});

describe('announcements', () => {
  const c = enter(aSnapshot({ participants: [person('a', 'Anna'), person('b', 'Boris')] }));
  const say = (fields: object) =>
    announcementOf(c, { type: 'event', seq: 11, at: '', ...fields } as never)?.text;
  it('tell what others do and keep quiet about oneself', () => {
    expect(say({ event: 'participant.joined', participant: person('c', 'Clara') })).toBe('say.joined');
    expect(say({ event: 'participant.joined', participant: person('a', 'Anna') })).toBeUndefined();
    expect(say({ event: 'participant.left', participant: 'b', reason: 'left' })).toBe('say.left');
    expect(say({ event: 'participant.changed', participant: person('b', 'Boris', { hand: 'now' }) })).toBe(
      'say.hand',
    );
    expect(
      say({ event: 'participant.changed', participant: person('a', 'Anna', { podium: 'speaker' }) }),
    ).toBe('say.youSpeak');
    expect(
      say({ event: 'waiting.added', waiting: { id: 'w', kind: 'guest', name: 'W', since: '' } }),
    ).toBeUndefined();
    expect(say({ event: 'pin.guessed', wrong: 30 })).toBe('say.pinGuessed');
    expect(say({ event: 'asked', what: 'microphone', by: 'b' })).toBe('say.asked.microphone');
  });
});

describe('being switched off', () => {
  const stillSent = (fields: object) =>
    sendingAfter({ type: 'event', seq: 11, at: '', ...fields } as never, 'a');
  const all = { event: 'participants.muted', microphone: true, camera: false, screen: false };
  it('is the same alone and with all others', () => {
    const off = { microphone: false, camera: true, screen: true };
    expect(stillSent({ event: 'participant.changed', participant: person('a', 'Anna', off) })).toEqual(off);
    expect(stillSent({ ...all, participants: ['b', 'a'] })).toEqual(off);
  });
  it('is not meant for others', () => {
    expect(stillSent({ event: 'participant.changed', participant: person('b', 'Boris') })).toBeUndefined();
    expect(stillSent({ ...all, participants: ['b'] })).toBeUndefined();
  });
});

describe('settings', () => {
  it('survive what is not theirs', () => {
    expect(readSettings('{"name":"Anna","noise":"yes","windows":9}')).toMatchObject({
      name: 'Anna',
      noise: false,
      windows: 9,
    });
    expect(readSettings('[').name).toBe('');
    expect(readSettings('null').camera).toBe(true);
  });
});
