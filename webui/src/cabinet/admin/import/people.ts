import { defaultRights, type NewUser, type Right, rights } from '../../data/people';
import { isEMail } from '../../editor/draft';
import { parseTable } from '../../parts/csv';
import { groupsOf } from './groups';
import { participationOf } from './participation';

/** The most people of one table. */
export const mostPeople = 1000;

/** The longest table that is looked at, in letters. */
export const longest = 2_000_000;

export type Problem =
  | 'login'
  | 'twice'
  | 'name'
  | 'email'
  | 'rights'
  | 'operator'
  | 'participation'
  | 'groups';

/** One row of the table: who is to be added, or what is wrong with it. */
export interface Candidate {
  line: number;
  user: NewUser;
  /** Names of groups; left out: none. */
  groups?: string[];
  problems: Problem[];
}

export interface Import {
  candidates: Candidate[];
  /** What is wrong with the table as a whole. */
  fault?: 'empty' | 'noLogin' | 'many';
}

type Column = 'login' | 'name' | 'email' | 'rights' | 'operator' | 'participation' | 'groups';

/** The headings that are understood, in small letters. */
const headings: Record<string, Column> = {
  login: 'login',
  'user id': 'login',
  логин: 'login',
  id: 'login',
  'id пользователя': 'login',
  name: 'name',
  имя: 'name',
  фио: 'name',
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  почта: 'email',
  'электронная почта': 'email',
  rights: 'rights',
  права: 'rights',
  operator: 'operator',
  оператор: 'operator',
  participation: 'participation',
  'may take part': 'participation',
  участие: 'participation',
  'может участвовать': 'participation',
  groups: 'groups',
  группы: 'groups',
  отделы: 'groups',
};

const yes = ['1', 'yes', 'true', '+', 'да', 'x'];
const no = ['', '0', 'no', 'false', '-', 'нет'];

/** Reads people from a table with headings; whose cells are wrong stays, with the problems named. */
export function readPeople(text: string): Import {
  if (text.length > longest) return { candidates: [], fault: 'many' };
  const [head, ...rows] = parseTable(text);
  if (!head || rows.length === 0) return { candidates: [], fault: 'empty' };
  const columns = head.cells.map((cell) => headings[cell.toLowerCase()]);
  if (!columns.includes('login')) return { candidates: [], fault: 'noLogin' };
  if (rows.length > mostPeople) return { candidates: [], fault: 'many' };
  const seen = new Set<string>();
  return {
    candidates: rows.map(({ line, cells }) => {
      const of = (column: Column) => cells[columns.indexOf(column)] ?? '';
      const candidate = readPerson(line, of);
      if (seen.has(candidate.user.login)) candidate.problems.push('twice');
      seen.add(candidate.user.login);
      return candidate;
    }),
  };
}

function readPerson(line: number, of: (column: Column) => string): Candidate {
  const login = of('login').toLowerCase();
  const [email, operator] = [of('email'), of('operator').toLowerCase()];
  const name = of('name') || login;
  const named = of('rights')
    .toLowerCase()
    .split(/[\s,;|]+/)
    .filter(Boolean);
  const problems: Problem[] = [];
  if (!/^[a-z0-9._-]{1,64}$/.test(login)) problems.push('login');
  if ([...name].length > 100) problems.push('name');
  if (email && !isEMail(email)) problems.push('email');
  if (!named.every(isRight)) problems.push('rights');
  if (!yes.includes(operator) && !no.includes(operator)) problems.push('operator');
  const participation = participationOf(of('participation'));
  if (participation === null) problems.push('participation');
  const given = new Set<Right>(named.length > 0 ? named.filter(isRight) : defaultRights);
  if (yes.includes(operator)) given.add('operator');
  const user: NewUser = { login, name, email, admin: false, rights: [...given] };
  if (participation) user.participation = participation;
  const groups = groupsOf(of('groups'));
  if (!groups) problems.push('groups');
  return groups && groups.length > 0 ? { line, user, groups, problems } : { line, user, problems };
}

const isRight = (word: string): word is Right => (rights as readonly string[]).includes(word);
