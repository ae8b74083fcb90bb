import { expect, it } from 'vitest';
import { followingId, isAway, occurrenceId } from './occurrenceId';

const of = (time: string, series = 's') => ({ series, of: time });

it('a meeting that is being cancelled is not shown, nor what follows it when that is, too', () => {
  const one = new Set([occurrenceId('c', of('2026-11-24T10:00'))]);
  expect(isAway(one, 'c', of('2026-11-24T10:00'))).toBe(true);
  expect(isAway(one, 'c', of('2026-12-01T10:00'))).toBe(false);
  const all = new Set([followingId('c', of('2026-11-24T10:00'))]);
  expect(isAway(all, 'c', of('2026-11-17T10:00'))).toBe(false);
  expect(isAway(all, 'c', of('2026-11-24T10:00'))).toBe(true);
  expect(isAway(all, 'c', of('2026-12-01T10:00'))).toBe(true);
  expect(isAway(all, 'c', of('2026-12-01T10:00', 'other'))).toBe(false);
  expect(isAway(all, 'd', of('2026-12-01T10:00'))).toBe(false);
  expect(isAway(new Set(['c']), 'c', of('2026-12-01T10:00'))).toBe(true);
});
