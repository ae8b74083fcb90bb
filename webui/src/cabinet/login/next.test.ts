import { describe, expect, it } from 'vitest';
import { drawnHere, localNext } from './next';

const origin = 'https://video.company.com';

describe('localNext goes only to this server (design.md, section 8)', () => {
  const table: [string | null, string][] = [
    [null, '/cabinet'],
    ['', '/cabinet'],
    ['/c/1234567890', '/c/1234567890'],
    ['/admin/people?q=a#b', '/admin/people?q=a#b'],
    ['//evil.example/x', '/cabinet'],
    ['/\\evil.example/x', '/cabinet'],
    ['/\t/evil.example', '/cabinet'],
    ['https://evil.example/', '/cabinet'],
    ['javascript:alert(1)', '/cabinet'],
    ['cabinet', '/cabinet'],
    ['/login', '/cabinet'],
    ['/login?next=/login', '/cabinet'],
  ];
  for (const [next, want] of table) {
    it(`${JSON.stringify(next)} leads to ${want}`, () => expect(localNext(next, origin)).toBe(want));
  }
});

it('drawnHere knows the addresses of this entry', () => {
  expect(['/cabinet', '/cabinet/rooms/1', '/admin?x', '/login'].every(drawnHere)).toBe(true);
  expect(['/', '/c/1', '/cabinets', '/guide'].some(drawnHere)).toBe(false);
});
