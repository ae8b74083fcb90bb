import { describe, expect, it } from 'vitest';
import type { Schedule } from '../data/schedule';
import { keptChanges, type Meeting, meetingOf, meetingProblems, newMeeting, scheduleOf } from './meeting';
import { once } from './repeat';

const now = new Date('2026-11-22T13:42:47Z');
const stored: Schedule = {
  series: [
    { id: 'a', start: '2026-10-06T09:00', zone: 'Europe/Moscow', minutes: 30, rule: 'FREQ=WEEKLY;COUNT=3' },
    {
      id: 'b',
      start: '2026-11-24T10:00',
      zone: 'Europe/Moscow',
      minutes: 60,
      rule: 'FREQ=WEEKLY;WKST=MO',
      changes: [{ of: '2026-12-01T10:00', cancelled: true }],
    },
  ],
};

it('begins with the next half hour in the zone of the person (G5)', () => {
  expect(newMeeting(now, 'Europe/Moscow')).toMatchObject({ date: '2026-11-22', time: '17:00', minutes: 60 });
  expect(newMeeting(new Date('2026-11-22T14:00:00Z'), 'Asia/Kolkata')).toMatchObject({ time: '20:00' });
});

describe('a stored schedule', () => {
  it('comes back as it was: earlier series, changes, and the rule as it was written', () =>
    expect(scheduleOf(meetingOf(stored))).toEqual(stored));
  it('keeps its moved meetings when only the length changes', () =>
    expect(keptChanges({ ...meetingOf(stored), minutes: 90 })).toHaveLength(1));
  it('loses them with another time, for they are known by it', () =>
    expect(keptChanges({ ...meetingOf(stored), time: '11:00' })).toEqual([]));
  it('has another rule when the form has', () => {
    const m = meetingOf(stored);
    expect(scheduleOf({ ...m, repeat: { ...m.repeat, every: 2 } }).series[1]?.rule).toBe(
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU',
    );
  });
  it('becomes one meeting', () => {
    const one = scheduleOf({ ...meetingOf(stored), repeat: once }).series[1];
    expect(one).not.toHaveProperty('rule');
    expect(one).not.toHaveProperty('changes');
  });
});

describe('what is wrong', () => {
  const good = newMeeting(now, 'Europe/Moscow');
  it.each<[Partial<Meeting>, string | undefined]>([
    [{}, undefined],
    [{ date: '' }, 'whenMissing'],
    [{ time: '' }, 'whenMissing'],
    [{ zone: 'Mars/Olympus' }, 'zone'],
    [{ minutes: 0 }, 'minutes'],
    [{ minutes: 10_081 }, 'minutes'],
    [{ minutes: 1.5 }, 'minutes'],
    [{ repeat: { ...once, unit: 'week', days: [] } }, 'daysMissing'],
    [{ repeat: { ...once, unit: 'day', every: 0 } }, 'every'],
    [{ repeat: { ...once, unit: 'day', end: 'on', until: '2026-11-21' } }, 'untilBefore'],
    [{ repeat: { ...once, unit: 'day', end: 'on', until: '2026-11-22' } }, undefined],
    [{ repeat: { ...once, unit: 'day', end: 'after', count: 0 } }, 'count'],
  ])('%o: %s', (change, problem) => expect(meetingProblems({ ...good, ...change })).toBe(problem));
});
