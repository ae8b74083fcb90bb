import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import type { HistoryEntry } from '../data/history';
import { callBack, lasted, nameOf, periodOf } from './words';

const t = ((key: string, values: object = {}) =>
  `${key.split('.').at(-1)} ${Object.values(values).join(' ')}`) as unknown as TFunction;

const entry = (part: Partial<HistoryEntry>): HistoryEntry => ({
  id: 'x',
  kind: 'incoming',
  start: '2026-03-01T10:00:00Z',
  seconds: 0,
  ongoing: false,
  ...part,
});

it.each([
  [0, ''],
  [40, 'seconds 40'],
  [61, 'minutes 1'],
  [3600, 'hours 1'],
  [3660, 'hoursMinutes 1 1'],
])('%d seconds', (seconds, want) => {
  expect(lasted(t, seconds)).toBe(want);
});

it('an entry is called as the conference, else as who is at the other end', () => {
  expect(nameOf(entry({ with: { name: 'Anna' } }))).toBe('Anna');
  expect(nameOf(entry({ with: { name: '', dial: '#tel:501' } }))).toBe('#tel:501');
  const conference = { cid: '1234', name: '', exists: false, owned: false };
  expect(nameOf(entry({ with: { name: 'Anna' }, conference }))).toBe('1234');
});

it('what is shown without its secrets is not dialled', () => {
  expect(callBack(entry({ with: { name: 'A', login: 'a' } }))).toEqual({ login: 'a' });
  expect(callBack(entry({ with: { name: 'A', dial: '#tel:501' } }))).toEqual({ dial: '#tel:501' });
  expect(callBack(entry({ with: { name: 'A', dial: '#tel:501,…' } }))).toBeUndefined();
  expect(callBack(entry({}))).toBeUndefined();
});

it('a period is whole days', () => {
  const { from = '', to = '' } = periodOf('2026-03-01', '2026-03-01');
  expect(Date.parse(to) - Date.parse(from)).toBe(24 * 3600 * 1000);
  expect(new Date(from).getHours()).toBe(0);
  expect(periodOf('', '')).toEqual({});
});
