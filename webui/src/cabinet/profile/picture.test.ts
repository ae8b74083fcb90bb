import { expect, it } from 'vitest';
import { middleSquare } from './picture';

it('the square stands in the middle, whatever the picture', () => {
  expect(middleSquare(640, 480)).toEqual({ x: 80, y: 0, side: 480 });
  expect(middleSquare(480, 641)).toEqual({ x: 0, y: 80, side: 480 });
  expect(middleSquare(1, 1)).toEqual({ x: 0, y: 0, side: 1 });
});
