import { describe, expect, it } from 'vitest';
import { clock, daysToMoments, marks, place, roleOf, typeOf } from './words';

it('a duration is HH:MM:SS', () => {
  expect([0, 61, 3660, 360_000, -5].map(clock)).toEqual([
    '00:00:00',
    '00:01:01',
    '01:01:00',
    '100:00:00',
    '00:00:00',
  ]);
});

describe('a bar of who was when', () => {
  it('lies where the time was', () => {
    expect(place(10, 20, 0, 40)).toEqual({ left: 25, width: 25 });
  });
  it('can be seen however short, and stays inside', () => {
    expect(place(40, 40, 0, 40)).toEqual({ left: 99.6, width: 0.4 });
    expect(place(-10, 90, 0, 40)).toEqual({ left: 0, width: 100 });
    expect(place(5, 5, 5, 5).width).toBe(0.4);
  });
  it('has few marks', () => {
    const minute = 60_000;
    for (const length of [minute, 17 * minute, 90 * minute, 26 * 60 * minute, 400 * 1440 * minute]) {
      expect(marks(0, length).length, `${length}`).toBeLessThanOrEqual(6);
    }
  });
});

it('days are whole ones of here', () => {
  expect(daysToMoments('', '')).toEqual({ from: undefined, to: undefined });
  const { from, to } = daysToMoments('2026-11-24', '2026-11-24');
  expect(new Date(from ?? '').getHours()).toBe(0);
  expect(new Date(to ?? '').getTime() - new Date(from ?? '').getTime()).toBe(86_400_000 - 1);
});

it('what a later server knows has words, too', () => {
  expect([typeOf('sip'), typeOf('holo'), roleOf('owner'), roleOf('king')]).toEqual([
    'sip',
    'guest',
    'owner',
    'participant',
  ]);
});
