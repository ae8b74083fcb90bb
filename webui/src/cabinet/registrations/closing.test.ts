import { describe, expect, it } from 'vitest';
import type { RegistrationNow } from '../data/registrants';
import type { Closing } from '../data/registration';
import en from '../i18n/en/registration.json';
import { byDate, reopened, stateOf } from './closing';

const next = { start: '2026-11-24T10:00:00Z', end: '2026-11-24T11:00:00Z' };
const once = { repeats: false, next };
const weekly = { repeats: true, next };
const over = { repeats: false, next: null };

describe('how registration stands (G21, G22)', () => {
  it.each([
    ['2026-11-23T10:00:00Z', once, 'before'],
    ['2026-11-24T10:00:00Z', once, 'before'],
    ['2026-11-24T10:30:00Z', once, 'during'],
    ['2026-11-24T11:00:00Z', once, 'afterwards'],
    ['2026-11-23T10:00:00Z', over, 'afterwards'],
    ['2026-11-23T10:00:00Z', weekly, 'repeated'],
  ] as const)('a day of closing, %s, lies %j', (at, meetings, want) =>
    expect(byDate(at, meetings)).toBe(want),
  );

  const at = '2026-11-24T10:00:00Z';
  const date = '2026-11-24T10:30:00Z';
  it.each<[string, RegistrationNow, Closing | undefined, typeof once | typeof over, string]>([
    ['the start', { open: true, closesAt: at }, undefined, once, 'open_at_start'],
    ['each start', { open: true, closesAt: at }, 'at_start', weekly, 'open_at_start_repeated'],
    ['the end', { open: true, closesAt: at }, 'at_end', once, 'open_at_end'],
    ['the last end', { open: true, closesAt: at }, 'at_end', weekly, 'open_at_end_repeated'],
    ['no end', { open: true }, 'at_end', weekly, 'open_never'],
    ['never', { open: true }, 'never', weekly, 'open_never'],
    ['a date during it', { open: true, closesAt: date }, 'by_date', once, 'open_by_date_during'],
    ['a date of many', { open: true, closesAt: date }, 'by_date', weekly, 'open_by_date_repeated'],
    ['it has begun', { open: false, whyNot: 'started' }, 'at_start', once, 'started'],
    ['one has begun', { open: false, whyNot: 'started' }, 'at_start', weekly, 'started_repeated'],
    ['the date is over', { open: false, whyNot: 'date' }, 'by_date', once, 'date_during'],
    ['the date of many is over', { open: false, whyNot: 'date' }, 'by_date', weekly, 'date_repeated'],
    ['by hand', { open: false, whyNot: 'closed' }, 'at_end', once, 'closed'],
    ['full', { open: false, whyNot: 'full' }, 'at_end', once, 'full'],
    ['over', { open: false, whyNot: 'over' }, 'at_end', over, 'over'],
  ])('%s', (_, now, closing, meetings, want) => {
    const registration = { on: true, closing, ...(closing === 'by_date' ? { closesAt: date } : {}) };
    const { key } = stateOf(now, registration, meetings);
    expect(key).toBe(want);
    expect(Object.keys(en.registrants.state)).toContain(key);
  });
  it('is opened again as long as that helps', () => {
    expect(reopened({ open: false, whyNot: 'closed' })).toEqual({ closed: false });
    expect(reopened({ open: false, whyNot: 'date' })).toEqual({ closed: false, closing: 'at_end' });
    for (const whyNot of ['full', 'over', 'off'] as const)
      expect(reopened({ open: false, whyNot })).toBeUndefined();
  });
});
