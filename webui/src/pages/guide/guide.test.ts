import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Block, chapterOf, piecesOf } from './chapter';
import { parts, sources } from './chapters';
import { has, marked, wordsOf } from './search';

const src = join(import.meta.dirname, '../..');
const names: string[] = Object.values(parts).flat();
const both = { en: await sources('en'), ru: await sources('ru') };
type Language = keyof typeof both;

/** Every text that a page of ours shows in one language. */
function shown(language: Language): Set<string> {
  const texts = new Set<string>();
  const walk = (table: object) => {
    for (const value of Object.values(table)) {
      if (typeof value === 'string') texts.add(value);
      else walk(value);
    }
  };
  for (const folder of [`i18n/${language}`, `cabinet/i18n/${language}`]) {
    for (const file of readdirSync(join(src, folder)).filter((name) => name.endsWith('.json'))) {
      walk(JSON.parse(readFileSync(join(src, folder, file), 'utf8')) as object);
    }
  }
  return texts;
}

const lines = (block: Block): string[] => {
  if (block.kind === 'terms') return block.items.flatMap(({ term, text }) => [term, text]);
  return 'items' in block ? block.items : [block.text];
};
const shape = (source = '') =>
  chapterOf(source).blocks.map((block) => `${block.kind} ${lines(block).length}`);
const pieces = (source: string) => chapterOf(source).blocks.flatMap(lines).flatMap(piecesOf);

describe.each(['en', 'ru'] as const)('the guide in %s', (language) => {
  const chapters = both[language];

  it('has every chapter that is listed, and no other', () => {
    expect(Object.keys(chapters).sort()).toEqual([...names].sort());
  });
  it.each(names)('%s calls everything as the pages call it (E12)', (name) => {
    const texts = shown(language);
    const wrong = pieces(chapters[name] ?? '').filter((p) => p.kind === 'label' && !texts.has(p.text));
    expect(wrong.map((p) => p.text)).toEqual([]);
  });
  it.each(names)('%s leads to chapters that are there', (name) => {
    const away = pieces(chapters[name] ?? '').flatMap((p) => (p.kind === 'link' ? [p.to] : []));
    expect(away.filter((to) => !names.includes(to))).toEqual([]);
  });
});

it.each(names)('%s says the same in both languages', (name) => {
  expect(shape(both.ru[name])).toEqual(shape(both.en[name]));
  const codes = (source = '') => pieces(source).filter((p) => p.kind === 'code').length;
  expect(codes(both.ru[name])).toBe(codes(both.en[name]));
});

it('a chapter is read', () => {
  const source = '# Title\nOne “Save” and `x`.\n\n## More\n- a\n- b\n1. c\nt :: see [there](#call)\n';
  expect(chapterOf(source)).toEqual({
    title: 'Title',
    blocks: [
      { kind: 'paragraph', text: 'One “Save” and `x`.' },
      { kind: 'heading', text: 'More' },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'steps', items: ['c'] },
      { kind: 'terms', items: [{ term: 't', text: 'see [there](#call)' }] },
    ],
  });
  expect(piecesOf('One «Save» and `x` [there](#call).')).toEqual([
    { kind: 'words', text: 'One ' },
    { kind: 'label', text: 'Save' },
    { kind: 'words', text: ' and ' },
    { kind: 'code', text: 'x' },
    { kind: 'words', text: ' ' },
    { kind: 'link', text: 'there', to: 'call' },
    { kind: 'words', text: '.' },
  ]);
});

it('a search takes all words, without capitals and with е for ё', () => {
  expect(has('Ещё одна Камера', wordsOf('камера еще'))).toBe(true);
  expect(has('Ещё одна Камера', wordsOf('камера дверь'))).toBe(false);
  expect(has('Anything', wordsOf('  '))).toBe(true);
  expect(marked('Ещё (раз)', wordsOf('еще'))).toEqual(['', 'Ещё', ' (раз)']);
  expect(marked('a(b)c', wordsOf('(b)'))).toEqual(['a', '(b)', 'c']);
});
