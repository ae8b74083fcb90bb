import { expect, it } from 'vitest';
import { defaultRights } from '../../data/people';
import { parseTable, writeTable } from '../../parts/csv';
import { mostPeople, readPeople } from './people';

const cells = (text: string) => parseTable(text).map((row) => row.cells);

it.each([
  [
    'commas',
    'a,b\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'semicolons, with a comma inside',
    'a;b\n"x, y";d',
    [
      ['a', 'b'],
      ['x, y', 'd'],
    ],
  ],
  [
    'tabs, the mark of UTF-8 and lines of Windows',
    '\uFEFFa\tb\r\nc\td\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'quotes and a line break in a cell',
    'a,b\n"say ""hi""\nnow",d',
    [
      ['a', 'b'],
      ['say "hi"\nnow', 'd'],
    ],
  ],
  [
    'empty lines and empty cells',
    'a,b\n\n,\n c ,\n',
    [
      ['a', 'b'],
      ['c', ''],
    ],
  ],
  ['a quote that is never closed', 'a,b\n"c,d', [['a', 'b'], ['c,d']]],
  ['nothing', '', []],
])('a table with %s is read', (_, text, want) => {
  expect(cells(text)).toEqual(want);
});

it('a row knows the line it begins on', () => {
  expect(parseTable('a\n"b\nc"\n\nd').map((row) => row.line)).toEqual([1, 2, 5]);
});

it('what would be a formula is not one in a saved table', () => {
  expect(writeTable([['=1+1', '@x', '-5', 'a"b']])).toBe('\uFEFF"\'=1+1";"\'@x";"\'-5";"a""b"\r\n');
});

it('what is written is read again', () => {
  const rows = [
    ['login', 'x;y'],
    ['two\nlines', 'a"b'],
  ];
  expect(cells(writeTable(rows))).toEqual(rows);
});

it.each([
  ['Login,Name,E-mail\nAnna,Anna Petrova,anna@example.org', 'Anna Petrova', 'anna@example.org'],
  ['Имя;Почта;Логин\nАнна Петрова;anna@example.org;anna', 'Анна Петрова', 'anna@example.org'],
  ['login\nanna', 'anna', ''],
])('headings in either language, in any order: %j', (text, name, email) => {
  expect(readPeople(text)).toEqual({
    candidates: [
      {
        line: 2,
        user: { login: 'anna', name, email, admin: false, rights: [...defaultRights] },
        problems: [],
      },
    ],
  });
});

it.each([
  ['anna,,,', []],
  ['анна,,,', ['login']],
  ['two words,,,', ['login']],
  ['anna,not an address,,', ['email']],
  ['anna,,fly,', ['rights']],
  ['anna,,,perhaps', ['operator']],
  ['anna,,"call, send_files",да', []],
  [',x,fly,perhaps', ['login', 'email', 'rights', 'operator']],
])('%j has the problems %j', (row, problems) => {
  expect(readPeople(`login,email,rights,operator\n${row}`).candidates[0]?.problems).toEqual(problems);
});

it('rights that are named replace the usual ones; an operator gets that too', () => {
  const { candidates } = readPeople('login;rights;operator\na;call send_files;\nb;;yes');
  expect(candidates[0]?.user.rights).toEqual(['call', 'send_files']);
  expect(candidates[1]?.user.rights).toEqual([...defaultRights, 'operator']);
});

it('a login that stands twice is a problem of the second', () => {
  expect(readPeople('login\na\nA').candidates.map((c) => c.problems)).toEqual([[], ['twice']]);
});

it.each([
  ['', 'empty'],
  ['login\n', 'empty'],
  ['name,email\nAnna,a@example.org', 'noLogin'],
  [`login\n${'a\n'.repeat(mostPeople + 1)}`, 'many'],
])('%#: a table that is no list of people', (text, fault) => {
  expect(readPeople(text)).toEqual({ candidates: [], fault });
});
