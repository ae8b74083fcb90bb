import { expect, it, vi } from 'vitest';
import { ApiError } from '../../api/problem';
import { carryOut, carryOutAll, deleted, postpone, takeBack } from './deletion';

const gone = (id: string) => deleted.get().has(id);

it('is shown at once and carried out once, later', async () => {
  const remove = vi.fn(async () => undefined);
  postpone('a', remove);
  expect(gone('a')).toBe(true);
  expect(remove).not.toHaveBeenCalled();
  await Promise.all([carryOut('a'), carryOut('a'), carryOutAll()]);
  expect(remove).toHaveBeenCalledTimes(1);
  expect(gone('a')).toBe(true);
  expect(takeBack('a')).toBe(false);
});

it('that is taken back is not carried out', async () => {
  const remove = vi.fn(async () => undefined);
  postpone('b', remove);
  expect(takeBack('b')).toBe(true);
  expect(gone('b')).toBe(false);
  await carryOut('b');
  expect(remove).not.toHaveBeenCalled();
});

it.each([
  [403, false],
  [0, false],
  [404, true],
])('that the server answers with %i leaves the room away: %s', async (status, away) => {
  postpone('c', () => Promise.reject(new ApiError(status, '', '')));
  await carryOut('c').then(
    () => expect(away).toBe(true),
    () => expect(away).toBe(false),
  );
  expect(gone('c')).toBe(away);
});

it('all that wait are carried out when the page is left, whatever becomes of one of them', async () => {
  const remove = vi.fn(async () => undefined);
  postpone('d', () => Promise.reject(new ApiError(500, '', '')));
  postpone('e', remove);
  await carryOutAll();
  expect(remove).toHaveBeenCalledTimes(1);
  expect([gone('d'), gone('e')]).toEqual([false, true]);
});
