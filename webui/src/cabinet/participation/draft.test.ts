import { expect, it } from 'vitest';
import { draftOf, fromDraft, isWhole } from './draft';

it.each([
  [{ kind: 'permanent' }],
  [{ kind: 'none' }],
  [{ kind: 'until', until: '2026-03-01T12:34:56Z' }],
] as const)('%j stays what it is when nothing is touched', (stored) => {
  expect(fromDraft(draftOf(stored), stored)).toEqual(stored);
});

it('an end is offered where there was none', () => {
  const draft = draftOf({ kind: 'permanent' }, new Date('2026-03-01T12:00:00Z'));
  expect(draft.until).toMatch(/^2026-03-1[456]T23:59$/);
  expect(fromDraft({ ...draft, kind: 'until' }).until).toMatch(/^2026-03-1\d.*Z$/);
});

it('seconds that a browser adds are left out', () => {
  const day = fromDraft({ kind: 'until', until: '2026-03-01T12:00' });
  expect(fromDraft({ kind: 'until', until: '2026-03-01T12:00:30' })).toEqual(day);
});

it('an end that is not typed to its end is none', () => {
  expect(isWhole({ kind: 'until', until: '' })).toBe(false);
  expect(isWhole({ kind: 'until', until: '2026-03-01T12:00' })).toBe(true);
  expect(isWhole({ kind: 'none', until: '' })).toBe(true);
});
