import { expect, it } from 'vitest';
import { groupsOf } from './groups';
import { readPeople } from './people';

it.each([
  ['', []],
  ['Sales', ['Sales']],
  [' Sales ;; Отдел кадров;sales', ['Sales', 'Отдел кадров']],
  [Array.from({ length: 20 }, (_, i) => `g${i}`).join(';'), Array.from({ length: 20 }, (_, i) => `g${i}`)],
  [Array.from({ length: 21 }, (_, i) => `g${i}`).join(';'), null],
  ['x'.repeat(101), null],
])('the groups of %j', (cell, want) => {
  expect(groupsOf(cell)).toEqual(want);
});

it('a table names groups of people (B3)', () => {
  const { candidates } = readPeople(`логин;группы\na;"Sales;Office"\nb;\nc;${'x'.repeat(101)}`);
  expect(candidates.map((c) => [c.groups, c.problems])).toEqual([
    [['Sales', 'Office'], []],
    [undefined, []],
    [undefined, ['groups']],
  ]);
});
