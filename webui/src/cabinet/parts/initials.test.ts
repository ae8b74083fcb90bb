import { expect, it } from 'vitest';
import { hueOf, initialsOf } from './initials';

it('initials are of the first and the last word', () => {
  expect(initialsOf('Anna Petrova')).toBe('AP');
  expect(initialsOf('анна мария петрова')).toBe('АП');
  expect(initialsOf('james78')).toBe('J');
  expect(initialsOf('i.ivanov')).toBe('II');
  expect(initialsOf('  ')).toBe('?');
  expect(initialsOf('Anna (guest)')).toBe('A');
});

it('a name always has the same hue', () => {
  expect(hueOf('Anna')).toBe(hueOf('Anna'));
  expect(hueOf('Anna')).not.toBe(hueOf('Boris'));
});
