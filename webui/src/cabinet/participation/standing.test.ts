import { expect, it } from 'vitest';
import type { OwnParticipation } from '../../api/types';
import { noticed, standingOf } from './standing';

const now = new Date('2026-03-01T12:00:00Z');

it.each([
  ['permanent', undefined, 'permanent', false],
  ['none', undefined, 'none', true],
  ['until', '2026-03-01T12:00:00Z', 'over', true],
  ['until', '2026-03-01T12:00:01Z', 'until', true],
  ['until', '2026-03-04T12:00:00Z', 'until', true],
  ['until', '2026-03-04T12:00:01Z', 'until', false],
  ['until', undefined, 'over', true],
] as const)('%s %s is %s; noticed everywhere: %s (D6)', (kind, until, standing, want) => {
  const own: OwnParticipation = {
    required: true,
    kind,
    until,
    allowed: false,
    prolongable: false,
    prolongs: false,
  };
  expect(standingOf(own, now)).toBe(standing);
  expect(noticed(own, now)).toBe(want);
});
