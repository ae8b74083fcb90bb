import { expect, test } from 'vitest';
import { asked } from './asked';

test('a link of a letter says who answers what', () => {
  expect(asked('#reply=abc_-1&answer=declined')).toEqual({ token: 'abc_-1', answer: 'declined' });
  expect(asked('#reply=abc')).toEqual({ token: 'abc', answer: undefined });
  expect(asked('#reply=abc&answer=perhaps').answer).toBeUndefined();
  expect(asked('').token).toBe('');
});
