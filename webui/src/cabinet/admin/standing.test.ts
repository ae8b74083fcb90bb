import { expect, it } from 'vitest';
import type { User } from '../../api/types';
import { isLocked, type Kind, ofKind, sortPeople } from './standing';

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
  blocked: false,
  created: '2026-01-01T00:00:00Z',
  revision: 1,
  ...change,
});

it('a lock ends by itself (D2)', () => {
  expect(isLocked(user({ lockedUntil: '2026-03-01T12:00:01Z' }), now)).toBe(true);
  expect(isLocked(user({ lockedUntil: '2026-03-01T12:00:00Z' }), now)).toBe(false);
  expect(isLocked(user({}), now)).toBe(false);
});

const table: [Partial<User>, Kind[]][] = [
  [{}, ['all']],
  [{ admin: true }, ['all', 'administrators']],
  [{ rights: ['operator'] }, ['all', 'operators']],
  [{ blocked: true }, ['all', 'blocked']],
  [{ lockedUntil: '2026-03-01T13:00:00Z' }, ['all', 'locked']],
];
for (const [change, want] of table) {
  it(`${JSON.stringify(change)} is found under ${want.join(', ')}`, () => {
    const kinds: Kind[] = ['all', 'administrators', 'operators', 'blocked', 'locked'];
    expect(kinds.filter((kind) => ofKind(user(change), kind, now))).toEqual(want);
  });
}

it('people are sorted by name, then by login', () => {
  const list = [
    user({ login: 'b', name: 'яна' }),
    user({ login: 'c', name: 'Анна' }),
    user({ login: 'a', name: 'Анна' }),
  ];
  expect(sortPeople(list, 'ru').map((u) => u.login)).toEqual(['a', 'c', 'b']);
});
