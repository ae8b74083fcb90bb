/** What a file says of one way to reach somebody; empty where it says nothing. */
export interface Entry {
  /** Where it stands in the file, from 1. */
  line: number;
  name: string;
  login: string;
  dial: string;
  email: string;
  note: string;
  groups: string[];
  /** What is wrong with it already. */
  problem?: 'version' | 'way';
}

export type Fault = 'empty' | 'columns' | 'many';

/** The most entries of one file, and the longest file, in letters. */
export const mostEntries = 10_000;
export const longestFile = 8_000_000;

/** A telephone number as it is written in files, as a dial string (C21, RFC 3966). */
export function dialOfNumber(text: string): string {
  const [number = '', ...more] = text
    .trim()
    .replace(/^#?tel:/i, '')
    .split(';');
  const extension = more.find((p) => /^ext=/i.test(p))?.slice(4);
  const bare = number.replace(/[\s().\-\u00A0\u2010-\u2013]/g, '');
  if (!bare) return '';
  return `#tel:${bare}${extension ? `,${extension}` : ''}`;
}

/** One entry for each way that somebody can be reached; one with a problem where there is none. */
export function entriesOf(
  line: number,
  who: { name: string; note: string; groups: string[] },
  ways: readonly Partial<Pick<Entry, 'login' | 'dial' | 'email'>>[],
): Entry[] {
  const none = { login: '', dial: '', email: '' };
  const given = ways.filter((way) => way.login || way.dial || way.email);
  if (given.length === 0) return [{ line, ...who, ...none, problem: 'way' }];
  return given.map((way) => ({
    line,
    ...who,
    ...none,
    ...way,
    name: who.name || way.login || way.email || way.dial || '',
  }));
}
