import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import dialEn from '../../i18n/en/dial.json';
import sharedEn from '../../i18n/en/shared.json';

const folder = join(import.meta.dirname, '..');

/** The tables of all areas; no two may begin with the same word. */
function areas(language: string): object {
  const whole: Record<string, unknown> = {};
  const place = join(import.meta.dirname, language);
  for (const file of readdirSync(place).filter((name) => name.endsWith('.json'))) {
    const table = JSON.parse(readFileSync(join(place, file), 'utf8')) as Record<string, unknown>;
    for (const [name, texts] of Object.entries(table)) {
      if (name in whole) throw new Error(`${language}/${file}: ${name} is there twice`);
      whole[name] = texts;
    }
  }
  return whole;
}
const plural = /_(zero|one|two|few|many|other)$/;

function flat(table: object, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(table)) {
    const key = before + name;
    if (typeof value === 'string') found.set(key, value);
    else for (const [k, v] of flat(value as object, `${key}.`)) found.set(k, v);
  }
  return found;
}

const base = (keys: Iterable<string>) => new Set([...keys].map((key) => key.replace(plural, '')));
const english = flat(areas('en'));
const russian = flat(areas('ru'));

describe('the two languages', () => {
  it('have the same texts', () => {
    expect([...base(russian.keys())].sort()).toEqual([...base(english.keys())].sort());
  });

  it('have all their plurals (CLDR): one, other; one, few, many, other', () => {
    const forms = (table: Map<string, string>, key: string) =>
      [...table.keys()]
        .filter((k) => k.replace(plural, '') === key && plural.test(k))
        .map((k) => k.match(plural)?.[1]);
    const counted = [...english.keys()]
      .filter((key) => key.endsWith('_other'))
      .map((key) => key.replace(plural, ''));
    for (const key of counted) {
      expect(forms(english, key), key).toEqual(expect.arrayContaining(['one', 'other']));
      expect(forms(russian, key), key).toEqual(expect.arrayContaining(['one', 'few', 'many', 'other']));
    }
  });

  it('use the same values in every text', () => {
    const values = (text: string) =>
      [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]))].sort();
    for (const [key, text] of english) {
      const other = russian.get(key);
      if (other !== undefined) expect(values(other), key).toEqual(values(text));
    }
  });
});

it('every text that a component asks for exists', () => {
  const known = base([...english.keys(), ...flat(sharedEn).keys(), ...flat(dialEn).keys()]);
  const missing: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || file.endsWith('.test.ts')) continue;
    const source = readFileSync(join(folder, file), 'utf8');
    for (const [, key = ''] of source.matchAll(/\bt\(\s*'([^']+)'/g)) {
      if (!known.has(key)) missing.push(`${file}: ${key}`);
    }
    for (const [, key = ''] of source.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)) {
      if (![...known].some((k) => k.startsWith(key))) missing.push(`${file}: ${key}…`);
    }
  }
  expect(missing).toEqual([]);
});
