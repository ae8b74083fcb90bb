import { parseTable, writeTable } from '../../parts/csv';
import { dialOfNumber, type Entry, entriesOf, type Fault, mostEntries } from './entry';

type Column = 'name' | 'login' | 'dial' | 'phone' | 'email' | 'note' | 'groups';

/** The headings that are understood, in small letters. */
const headings: Record<string, Column> = {
  name: 'name',
  имя: 'name',
  фио: 'name',
  название: 'name',
  login: 'login',
  'user id': 'login',
  логин: 'login',
  'id пользователя': 'login',
  dial: 'dial',
  'dial string': 'dial',
  sip: 'dial',
  'строка вызова': 'dial',
  phone: 'phone',
  telephone: 'phone',
  number: 'phone',
  tel: 'phone',
  телефон: 'phone',
  номер: 'phone',
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  почта: 'email',
  'электронная почта': 'email',
  note: 'note',
  notes: 'note',
  заметка: 'note',
  примечание: 'note',
  group: 'groups',
  groups: 'groups',
  группа: 'groups',
  группы: 'groups',
};

/** The apostrophe with which a saved table keeps spreadsheets from taking a text for a formula. */
const withoutGuard = (cell: string) => cell.replace(/^'(?=[=+\-@])/, '');

const splitGroups = (cell: string) => [
  ...new Set(
    cell
      .split(cell.includes('|') ? '|' : /[;,]/)
      .map((name) => name.trim())
      .filter(Boolean),
  ),
];

/** Reads contacts from a table with headings. */
export function readTable(text: string): { entries: Entry[]; fault?: Fault } {
  const [head, ...rows] = parseTable(text);
  if (!head || rows.length === 0) return { entries: [], fault: 'empty' };
  const columns = head.cells.map((cell) => headings[cell.toLowerCase()]);
  if (!columns.some((c) => c === 'login' || c === 'dial' || c === 'phone' || c === 'email'))
    return { entries: [], fault: 'columns' };
  if (rows.length > mostEntries) return { entries: [], fault: 'many' };
  const entries = rows.flatMap(({ line, cells }) => {
    const of = (column: Column) => withoutGuard(cells[columns.indexOf(column)] ?? '');
    return entriesOf(line, { name: of('name'), note: of('note'), groups: splitGroups(of('groups')) }, [
      { login: of('login') },
      { dial: of('dial') },
      { dial: dialOfNumber(of('phone')) },
      { email: of('email') },
    ]);
  });
  return { entries };
}

/** A table that is read again as it is. */
export const contactsTable = (entries: readonly Entry[]) =>
  writeTable([
    ['name', 'login', 'dial', 'email', 'note', 'groups'],
    ...entries.map((e) => [e.name, e.login, e.dial, e.email, e.note, `${e.groups.join('|')}`]),
  ]);
