import { expect, it } from 'vitest';
import { momentOf, ownZone } from '../../data/zone';
import { participationOf } from './participation';
import { readPeople } from './people';

it.each([
  ['', undefined],
  ['permanent', { kind: 'permanent' }],
  ['Бессрочно', { kind: 'permanent' }],
  ['нет', { kind: 'none' }],
  ['no', { kind: 'none' }],
  ['perhaps', null],
  ['2026-02-30', null],
  ['2026-13-01', null],
  ['2026-12-31 25:00', null],
  ['31.12.26', null],
])('%j is %j', (cell, want) => {
  expect(participationOf(cell)).toEqual(want);
});

it.each([
  ['2026-12-31', '2026-12-31T23:59'],
  ['2026-12-31 18:00', '2026-12-31T18:00'],
  ['2026-12-31T18:00:05', '2026-12-31T18:00'],
  ['31.12.2026', '2026-12-31T23:59'],
  ['1.2.2026, 9:05', '2026-02-01T09:05'],
])('%j is until %s here', (cell, clock) => {
  const until = momentOf(clock, ownZone()).toISOString();
  expect(participationOf(cell)).toEqual({ kind: 'until', until });
});

it('a table says who may take part; an empty cell leaves it to the server (D6)', () => {
  const { candidates } = readPeople('логин;участие\na;нет\nb;\nc;soon');
  expect(candidates.map((c) => [c.user.participation, c.problems])).toEqual([
    [{ kind: 'none' }, []],
    [undefined, []],
    [undefined, ['participation']],
  ]);
});
