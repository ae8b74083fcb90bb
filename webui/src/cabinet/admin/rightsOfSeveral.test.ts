import { expect, test } from 'vitest';
import { inParts, mostInOnePart } from '../data/peopleAtOnce';
import { touched, type Wanted } from './rightsOfSeveral';

const known = new Map([
  ['anna', { rights: ['call', 'operator'] }],
  ['boris', { rights: ['call'] }],
  ['vera', { rights: [] }],
]);

test.each<[string, Wanted, number]>([
  ['nothing is wanted', {}, 0],
  ['kept is not wanted', { call: 'keep' }, 0],
  ['who lacks it', { call: 'give' }, 1],
  ['who has it', { operator: 'take' }, 1],
  ['either, each counted once', { operator: 'give', call: 'take' }, 3],
  ['nobody', { send_files: 'take' }, 0],
])('%s', (_, wanted, count) => {
  expect(touched(['anna', 'boris', 'vera'], known, wanted)).toBe(count);
});

test('who is not known here counts', () => {
  expect(touched(['anna', 'zoya'], known, { call: 'give' })).toBe(1);
});

test('more than the server takes at once are changed in parts', async () => {
  const parts: number[] = [];
  const logins = Array.from({ length: 2 * mostInOnePart + 1 }, (_, i) => `u${i}`);
  const done = await inParts(logins, async (part) => {
    parts.push(part.length);
    return { changed: part.length - 1, unknown: part.slice(0, 1) };
  });
  expect(parts).toEqual([500, 500, 1]);
  expect(done).toEqual({ changed: 998, unknown: ['u0', 'u500', 'u1000'], full: [] });
});
