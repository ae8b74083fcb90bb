import { expect, it } from 'vitest';
import { mostOwn, moved, ownCount, usualFields, withOwn, withStandard } from './fields';

it('a form has at most 10 own fields, each with a key of its own (G25)', () => {
  let fields = usualFields;
  for (let i = 0; i < 12; i++) fields = withOwn(fields);
  expect(ownCount(fields)).toBe(mostOwn);
  expect(new Set(fields.map((f) => f.key)).size).toBe(fields.length);
});

it('a key that is free again is used again', () => {
  const fields = withOwn(withOwn([])).filter((f) => f.key !== 'own1');
  expect(withOwn(fields).map((f) => f.key)).toEqual(['own2', 'own1']);
});

it('first name and e-mail stay (G25)', () => {
  expect(withStandard(usualFields, 'email', false)).toEqual(usualFields);
  expect(withStandard(usualFields, 'last_name', false).map((f) => f.key)).toEqual(['first_name', 'email']);
  expect(withStandard(usualFields, 'phone', true).at(-1)).toEqual({ key: 'phone' });
});

it('a field is moved, and not beyond the ends (G24)', () => {
  const order = (from: number, to: number) => moved(usualFields, from, to).map((f) => f.key);
  expect(order(0, 2)).toEqual(['last_name', 'email', 'first_name']);
  expect(order(2, 0)).toEqual(['email', 'first_name', 'last_name']);
  expect(order(0, -1)).toEqual(['first_name', 'last_name', 'email']);
  expect(order(2, 3)).toEqual(['first_name', 'last_name', 'email']);
});
