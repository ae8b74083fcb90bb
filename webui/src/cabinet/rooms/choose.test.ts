import { expect, it } from 'vitest';
import { readableCID } from './choose';

it('a CID of ten digits is read in groups, others are left alone', () => {
  expect(readableCID('1949195144')).toBe('194 919 5144');
  expect(readableCID('webinar')).toBe('webinar');
  expect(readableCID('123')).toBe('123');
});
