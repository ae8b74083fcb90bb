import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { cameraWords } from './cameraWords';

const t = ((key: string | string[], more?: { words: string; at: string }) =>
  more ? `${more.words} since ${more.at}` : [key].flat()[0]?.split('.')[1]) as unknown as TFunction;
const now = new Date(2026, 2, 2, 15, 0).getTime();

describe('how a camera does, in words', () => {
  it.each([
    ['live', 0, 'live'],
    ['connecting', 0, 'connecting'],
    ['no_signal', 55, 'no_signal since 14:05'],
    ['wrong_password', 55, 'wrong_password since 14:05'],
    ['unreachable', 48 * 60, 'unreachable since 28/02/2026, 15:00'],
  ] as const)('%s for %i minutes: %s', (state, minutes, want) => {
    const since = new Date(now - minutes * 60_000).toISOString();
    expect(cameraWords(t, 'en-GB', { state, since }, now)).toBe(want);
  });
});
