import { expect, it } from 'vitest';
import type { User } from '../../api/types';
import { filterOf, isKind, isLocked, sortPeople } from './standing';

const now = new Date('2026-03-01T12:00:00Z');
const user = (change: Partial<User>): User => ({
  login: 'anna',
  name: 'Anna',
  email: '',
  avatar: '',
  language: '',
  zone: '',
  admin: false,
  rights: [],
  groups: [],
  blocked: false,
  created: '2026-01-01T00:00:00Z',
  revision: 1,
  participation: { kind: 'permanent' },
  ...change,
});

it('a lock ends by itself (D2)', () => {
  expect(isLocked(user({ lockedUntil: '2026-03-01T12:00:01Z' }), now)).toBe(true);
  expect(isLocked(user({ lockedUntil: '2026-03-01T12:00:00Z' }), now)).toBe(false);
  expect(isLocked(user({}), now)).toBe(false);
});

it.each([
  ['all', {}],
  ['locked', { is: 'locked' }],
  ['administrators', { is: 'administrator' }],
  ['operators', { right: 'operator' }],
  ['blocked', { is: 'blocked' }],
  ['none', { participation: 'none' }],
  ['until', { participation: 'until' }],
] as const)('the server is asked for %s by %j', (kind, want) => {
  expect(filterOf(kind)).toEqual(want);
  expect(isKind(kind)).toBe(true);
});

it('an address can name anything', () => {
  expect(isKind('everybody')).toBe(false);
  expect(isKind(null)).toBe(false);
});

it('people are sorted by name, then by login', () => {
  const list = [
    user({ login: 'b', name: 'яна' }),
    user({ login: 'c', name: 'Анна' }),
    user({ login: 'a', name: 'Анна' }),
  ];
  expect(sortPeople(list, 'ru').map((u) => u.login)).toEqual(['a', 'c', 'b']);
});
