import { describe, expect, it } from 'vitest';
import { type Draft, newDraft } from './draft';
import { inWords } from './inWords';

describe('who may come, in words', () => {
  it.each<[string, Partial<Draft>, string]>([
    ['internal', {}, 'internalInvited'],
    ['internal, for all', { joinUninvited: true }, 'internalAll'],
    ['public', { access: 'public' }, 'public'],
    [
      'with registration (H1, G20)',
      { access: 'public', launch: 'schedule', registration: { on: true } },
      'registered',
    ],
    [
      'a room keeps no registration',
      { access: 'public', launch: 'room', registration: { on: true } },
      'public',
    ],
  ])('%s', (_, change, want) => {
    expect(inWords({ ...newDraft(), ...change })[0]?.key).toBe(want);
  });
});
