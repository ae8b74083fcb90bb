import { expect, it } from 'vitest';
import { durationText } from './durations';

it.each([
  [5, 'en', '5 min'],
  [60, 'en', '1 hr'],
  [90, 'ru', '1 ч 30 мин'],
  [1440, 'en', '1 day'],
  [10_080, 'ru', '7 дней'],
] as const)('%d minutes in %s: %s', (minutes, language, text) =>
  expect(durationText(minutes, language).replace(/\s/g, ' ')).toBe(text),
);
