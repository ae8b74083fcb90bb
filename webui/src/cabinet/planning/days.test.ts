import { describe, expect, it } from 'vitest';
import { dayOfDate, firstDayOf, isDay, monthOf, shownBy, stepped, touches, weekOf } from './days';

describe('a calendar (D10)', () => {
  it('begins weeks as the language does', () => {
    expect(firstDayOf('ru', ['ru-RU', 'en-US'])).toBe(1);
    expect(firstDayOf('en', ['ru-RU', 'en-US'])).toBe(0);
    expect(firstDayOf('en', ['en-GB'])).toBe(1);
  });
  it('has whole weeks', () => {
    expect(weekOf('2026-11-25', 1)).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-28',
      '2026-11-29',
    ]);
    expect(weekOf('2026-11-25', 0)[0]).toBe('2026-11-22');
    expect(monthOf('2026-11-25', 1).map((week) => week[0])).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(monthOf('2027-02-10', 1)).toHaveLength(4);
  });
  it.each([
    ['month', { from: '2026-10-26', to: '2026-12-07' }],
    ['week', { from: '2026-11-23', to: '2026-11-30' }],
    ['day', { from: '2026-11-25', to: '2026-11-26' }],
  ] as const)('shows by %s', (view, range) => expect(shownBy(view, '2026-11-25', 1)).toEqual(range));
  it.each([
    ['month', '2026-10-31', 1, '2026-11-30'],
    ['month', '2026-01-15', -1, '2025-12-15'],
    ['week', '2026-12-30', 1, '2027-01-06'],
    ['day', '2026-03-01', -1, '2026-02-28'],
  ] as const)('steps by %s', (view, day, by, want) => expect(stepped(view, day, by)).toBe(want));
});

it('a day in an address is checked', () => {
  expect(isDay('2026-11-25')).toBe(true);
  for (const text of ['2026-13-45', 'tomorrow', '', null]) expect(isDay(text)).toBe(false);
});

it('a meeting over midnight belongs to both days', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
  expect(touches('2026-11-24', at(24, 23), at(25, 1))).toBe(true);
  expect(touches('2026-11-25', at(24, 23), at(25, 1))).toBe(true);
  expect(touches('2026-11-25', at(24, 23), at(25, 0))).toBe(false);
  expect(dayOfDate(new Date(2026, 10, 24))).toBe('2026-11-24');
});
