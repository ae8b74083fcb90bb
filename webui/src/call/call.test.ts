import { describe, expect, it } from 'vitest';
import { enter } from '../state/conference';
import { aSnapshot, person } from '../state/samples';
import { readSettings } from '../state/settings';
import { announcementOf, recordingTold, sendingAfter } from './announce';
import { cidOf } from './cid';
import { wideOn, windowsFor } from './display';
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

describe('the one picture of light mode', () => {
  it('has a size like every other, though it is nobody’s', () => {
    const slot = { mid: '9', participant: '', source: 'composed', state: 'live' } as const;
    const drawn = new Map<string, [number, number]>([['composed:', [1280, 720]]]);
    expect(slotSizes([slot], drawn, 1)).toEqual({ 9: [1280, 720] });
    expect(slotSizes([slot], new Map(), 1)).toEqual({ 9: [0, 0] });
  });
  it.each([
    [1280, 720, 1280, 720],
    [1600, 720, 1280, 720],
    [360, 600, 360, 203],
    [0, 0, 0, 0],
  ])('is a wide one on a stage of %i x %i', (w, h, width, height) => {
    expect(wideOn({ w, h })).toEqual({ w: width, h: height });
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
    expect(say({ event: 'call.changed', call: { name: 'bob', state: 'failed' } })).toBe('say.callFailed');
    expect(say({ event: 'call.changed', call: { name: 'bob', state: 'ringing' } })).toBeUndefined();
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

describe('a recording is told of (L1)', () => {
  const starting = { state: 'starting', since: '' } as const;
  const on = { state: 'on', since: '' } as const;
  const table = [
    ['when it runs, to everybody', starting, on, false, undefined, 'recording.runs'],
    ['to who comes in while it runs', undefined, on, false, undefined, 'recording.runs'],
    ['not again when only the disk gets low', on, { ...on, lowDisk: 1 }, true, undefined, undefined],
    ['not while it only begins', undefined, starting, true, undefined, undefined],
    ['when it is over, to everybody', on, undefined, false, undefined, 'recording.over'],
    ['over without the reason, who cannot help', on, undefined, false, 'disk_full', 'recording.over'],
    ['with the reason, who can', on, undefined, true, 'disk_full', 'recording.ended.disk_full'],
    ['that it did not begin, who can help', starting, undefined, true, 'not_writable', 'errors.not_writable'],
    ['nor did an automatic one', undefined, undefined, true, 'disk_full', 'errors.disk_full'],
    ['to nobody else', starting, undefined, false, 'not_writable', undefined],
    ['nothing without one', undefined, undefined, true, undefined, undefined],
  ] as const;
  it.each(table)('%s', (_, before, now, records, code, want) => {
    expect(recordingTold(before, now, records, code)?.text).toBe(want);
  });
  it('with a tone, whatever sounds are switched off', () => {
    expect(recordingTold(undefined, on, false)).toMatchObject({ melody: 'recording', always: true });
    expect(recordingTold(on, undefined, false)).toMatchObject({ melody: 'recordingOver', always: true });
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
