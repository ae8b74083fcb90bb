import { describe, expect, it } from 'vitest';
import { dialText, partAt } from './dialText';

describe('what is typed into the invite box', () => {
  it.each([
    ['anna', ''],
    ['Anna Petrova', ''],
    ['анна', ''],
    ['12', ''],
    [' #sip:bob@host ', '#sip:bob@host'],
    ['bob@host', 'bob@host'],
    ['sip:bob', 'sip:bob'],
    ['\\c\\1234', '\\c\\1234'],
    ['https://video.company.com/c/1234', 'https://video.company.com/c/1234'],
    ['+7 (495) 123-45-67', '#tel:+7 (495) 123-45-67'],
    ['501', '#tel:501'],
    ['', ''],
  ])('%s is dialled as %s', (typed, want) => {
    expect(dialText(typed)).toBe(want);
  });
  it.each([
    ['#sip:bob@', 9, ['#sip:bob@', '']],
    ['юра!', 6, ['юра', '!']],
    ['ab', 0, ['', 'ab']],
  ])('%s is wrong from byte %d', (text, at, want) => {
    expect(partAt(text as string, at as number)).toEqual(want);
  });
});
