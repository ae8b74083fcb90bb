import { expect, it } from 'vitest';
import type { Schedule } from '../data/schedule';
import { withCancelled } from './meetings';

const on = (day: number) => ({
  series: 's',
  of: `2026-12-0${day}T10:00`,
  start: `2026-12-0${day}T07:00:00Z`,
  end: `2026-12-0${day}T08:00:00Z`,
});
const schedule: Schedule = {
  series: [
    {
      id: 's',
      start: '2026-11-01T10:00',
      zone: 'Europe/Moscow',
      minutes: 60,
      rule: 'FREQ=DAILY',
      changes: [
        { of: '2026-11-20T10:00', cancelled: true },
        { of: '2026-12-02T10:00', cancelled: true },
        { of: '2026-12-03T10:00', start: '2026-12-03T12:00' },
        { of: '2026-12-09T10:00', cancelled: true },
      ],
    },
  ],
};
const now = Date.parse('2026-11-30T00:00:00Z');

it('cancelled meetings stand between those that take place', () => {
  const found = withCancelled([on(1), on(3)], schedule, 2, now);
  expect(found.map((m) => [m.of, m.cancelled ?? false])).toEqual([
    ['2026-12-01T10:00', false],
    ['2026-12-02T10:00', true],
    ['2026-12-03T10:00', false],
  ]);
  expect(found[1]?.start).toBe('2026-12-02T07:00:00.000Z');
});

it('when no more take place, all that are cancelled are shown', () => {
  expect(withCancelled([on(1)], schedule, 5, now).map((m) => m.of)).toEqual([
    '2026-12-01T10:00',
    '2026-12-02T10:00',
    '2026-12-09T10:00',
  ]);
  expect(withCancelled([], null, 5, now)).toEqual([]);
});
