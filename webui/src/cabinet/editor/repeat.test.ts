import { describe, expect, it } from 'vitest';
import {
  bysFor,
  dayOf,
  firstOn,
  follow,
  once,
  presetOf,
  type Repeat,
  repeatOf,
  ruleOf,
  withPreset,
} from './repeat';

const zone = 'Europe/Moscow';
const tuesday = '2026-11-24';
const repeat = (change: Partial<Repeat>): Repeat => ({ ...once, ...change });

describe('the form and the rule (G5, RFC 5545 3.3.10)', () => {
  it.each<[string, string, Partial<Repeat>, string]>([
    ['once', tuesday, {}, ''],
    ['daily', tuesday, { unit: 'day' }, 'FREQ=DAILY'],
    ['every third day', tuesday, { unit: 'day', every: 3 }, 'FREQ=DAILY;INTERVAL=3'],
    ['weekly', tuesday, { unit: 'week', days: ['TU'] }, 'FREQ=WEEKLY;BYDAY=TU'],
    [
      'workdays',
      tuesday,
      { unit: 'week', days: ['MO', 'TU', 'WE', 'TH', 'FR'] },
      'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    ],
    [
      'every second Tuesday until 1 March',
      tuesday,
      { unit: 'week', every: 2, days: ['TU'], end: 'on', until: '2027-03-01' },
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270301T205900Z',
    ],
    ['monthly by date', tuesday, { unit: 'month' }, 'FREQ=MONTHLY;BYMONTHDAY=24'],
    ['fourth Tuesday', tuesday, { unit: 'month', by: 'nth' }, 'FREQ=MONTHLY;BYDAY=4TU'],
    ['last Tuesday', tuesday, { unit: 'month', by: 'last' }, 'FREQ=MONTHLY;BYDAY=-1TU'],
    ['last Friday', '2026-11-27', { unit: 'month', by: 'last' }, 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['last day', '2026-11-30', { unit: 'month', by: 'lastDay' }, 'FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['yearly', tuesday, { unit: 'year' }, 'FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24'],
    ['29 February', '2028-02-29', { unit: 'year' }, 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'],
    [
      'ten times on the last Tuesday of November',
      tuesday,
      { unit: 'year', by: 'last', end: 'after', count: 10 },
      'FREQ=YEARLY;BYMONTH=11;BYDAY=-1TU;COUNT=10',
    ],
  ])('%s, both ways', (_, date, form, rule) => {
    expect(ruleOf(repeat(form), date, zone)).toBe(rule);
    expect(repeatOf(rule, date, zone)).toEqual(repeat(form));
  });

  it.each([
    ['no days: that of the start', 'FREQ=WEEKLY', { unit: 'week', days: ['TU'] }],
    ['no date: that of the start', 'FREQ=MONTHLY', { unit: 'month' }],
    ['a yearly one without a month', 'FREQ=YEARLY', { unit: 'year' }],
    ['lower case', 'freq=daily;count=3', { unit: 'day', end: 'after', count: 3 }],
    ['an end as a date', 'FREQ=DAILY;UNTIL=20270301', { unit: 'day', end: 'on', until: '2027-03-01' }],
    ['weeks that begin on Monday', 'FREQ=WEEKLY;WKST=MO;BYDAY=TU', { unit: 'week', days: ['TU'] }],
    [
      'an end in UTC that is the next day here',
      'FREQ=DAILY;UNTIL=20270228T220000Z',
      { unit: 'day', end: 'on', until: '2027-03-01' },
    ],
  ] satisfies [string, string, Partial<Repeat>][])('reads %s', (_, rule, form) => {
    expect(repeatOf(rule, tuesday, zone)).toEqual(repeat(form as Partial<Repeat>));
  });

  it.each([
    'FREQ=HOURLY',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYDAY=-1FR', // the series begins on a Tuesday
    'FREQ=YEARLY;BYDAY=2TU',
    'FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=TU,SU',
    'FREQ=WEEKLY;BYDAY=1TU',
    'FREQ=DAILY;BYMONTH=1',
    'FREQ=DAILY;COUNT=3;UNTIL=20270301',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;FREQ=DAILY',
    'nonsense',
  ])('%s stays as it is', (rule) => {
    const kept = repeatOf(rule, tuesday, zone);
    expect(kept.unit).toBe('other');
    expect(ruleOf(kept, tuesday, zone)).toBe(rule);
  });
});

describe('what is offered for a date', () => {
  it.each([
    ['2026-11-24', 'TU', ['date', 'nth', 'last']],
    ['2026-11-10', 'TU', ['date', 'nth']],
    ['2026-11-30', 'MO', ['date', 'last', 'lastDay']],
    ['2027-02-28', 'SU', ['date', 'nth', 'last', 'lastDay']],
  ] as const)('%s', (date, day, bys) => {
    expect(dayOf(date)).toBe(day);
    expect(bysFor(date)).toEqual(bys);
  });
});

describe('presets', () => {
  it.each(['none', 'day', 'workdays', 'week', 'month', 'year'] as const)('%s is known again', (preset) => {
    expect(presetOf(withPreset(once, preset, tuesday))).toBe(preset);
  });
  it('custom begins with every week', () =>
    expect(withPreset(once, 'custom', tuesday)).toMatchObject({ unit: 'week', days: ['TU'] }));
  it('every second week is custom', () =>
    expect(presetOf(repeat({ unit: 'week', every: 2, days: ['TU'] }))).toBe('custom'));
});

describe('the first date is changed', () => {
  it('the only day of the week goes along', () =>
    expect(follow(repeat({ unit: 'week', days: ['TU'] }), tuesday, '2026-11-25').days).toEqual(['WE']));
  it('a day is added to several', () =>
    expect(follow(repeat({ unit: 'week', days: ['MO', 'TU'] }), tuesday, '2026-11-25').days).toEqual([
      'MO',
      'TU',
      'WE',
    ]));
  it('the last Tuesday becomes the second one', () =>
    expect(follow(repeat({ unit: 'month', by: 'last' }), tuesday, '2026-11-10').by).toBe('nth'));
  it('the last day becomes a date', () =>
    expect(follow(repeat({ unit: 'month', by: 'lastDay' }), '2026-11-30', '2026-11-10').by).toBe('date'));
  it('the first date is one of the days', () => {
    expect(firstOn(['TU'], tuesday)).toBe(tuesday);
    expect(firstOn(['MO', 'FR'], tuesday)).toBe('2026-11-27');
  });
});
