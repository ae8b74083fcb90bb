import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';

const src = new URL('..', import.meta.url).pathname;

type Table = { [key: string]: string | Table };

function read(file: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (table: Table, path: string) => {
    for (const [key, value] of Object.entries(table)) {
      if (typeof value === 'string') found.set(path + key, value);
      else walk(value, `${path}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(join(src, 'i18n', file), 'utf8')) as Table, '');
  return found;
}

/** Keys without the ending that says the plural form; Russian has more forms than English. */
const stems = (table: Map<string, string>) =>
  new Set([...table.keys()].map((key) => key.replace(/_(one|few|many|other)$/, '')));

const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();

const tables = readdirSync(join(src, 'i18n/en'));
const guestTables = tables.filter((file) => !/^(shared|dial)\./.test(file));

/** All texts of the guest pages in one language, whenever they are loaded. */
const everything = (language: string) => new Map(tables.flatMap((file) => [...read(`${language}/${file}`)]));

it('no text stands in two tables', () => {
  const keys = guestTables.flatMap((file) => [...read(`en/${file}`).keys()]);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

describe.each(tables)('%s', (file) => {
  const en = read(`en/${file}`);
  const ru = read(`ru/${file}`);

  it('has the same keys in both languages', () => {
    expect([...stems(ru)].sort()).toEqual([...stems(en)].sort());
  });
  it('has no empty text and the same values in both', () => {
    for (const [key, text] of ru) {
      expect(text, key).not.toBe('');
      const other = en.get(key) ?? en.get(key.replace(/_(few|many)$/, '_other'));
      expect(values(text), key).toEqual(values(other ?? ''));
    }
  });
  it('has all Russian plurals', () => {
    for (const key of ru.keys()) {
      const stem = /^(.*)_one$/.exec(key)?.[1];
      if (stem)
        for (const form of ['few', 'many']) expect(ru.has(`${stem}_${form}`), `${stem}_${form}`).toBe(true);
    }
  });
});

describe('the guest pages say', () => {
  const plan = readFileSync(join(src, '../../conference/plan.go'), 'utf8');
  const problems = /RecordingProblems = map\[string\]string\{([^}]*)\}/.exec(plan)?.[1] ?? '';
  const codes = [...problems.matchAll(/"(\w+)":/g)].map((m) => m[1]);

  it.each(['en', 'ru'])('in %s why a recording failed, for every code of the server', (language) => {
    expect(codes).toContain('disk_full');
    const texts = everything(language);
    for (const code of codes) {
      expect(texts.has(`errors.${code}`), code).toBe(true);
      expect(texts.has(`recording.ended.${code}`), code).toBe(true);
    }
  });
  it.each([
    ['en', '1.3 GB'],
    ['ru', '1,3 ГБ'],
  ])('in %s how much room is left', async (lng, want) => {
    const guest = Object.fromEntries(read(`${lng}/guest.json`));
    const texts = await i18next.createInstance();
    await texts.init({ lng, keySeparator: false, resources: { [lng]: { translation: guest } } });
    expect(texts.t('banner.lowDisk', { gigabytes: 1.26 })).toContain(want);
  });
});

describe('the guest pages', () => {
  const texts = stems(everything('en'));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (f) => /\.tsx?$/.test(f) && !f.includes('.test.') && !/^(cabinet|layout)\//.test(f),
  );

  it('use only texts that exist', () => {
    const missing: string[] = [];
    for (const file of files) {
      for (const [, key = ''] of readFileSync(join(src, file), 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)) {
        if (!texts.has(key)) missing.push(`${file}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
