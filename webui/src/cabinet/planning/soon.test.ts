import { describe, expect, it } from 'vitest';
import type { AgendaItem } from '../data/planning';
import { byUrgency, joinable, soon } from './soon';

const now = Date.parse('2026-11-24T10:00:00Z');
const item = (id: string, start: string, end: string, running = false) =>
  ({
    occurrence: { series: 'a', of: start, start: `2026-11-24T${start}:00Z`, end: `2026-11-24T${end}:00Z` },
    conference: { id, running },
  }) as AgendaItem;

describe('meetings of today (D3)', () => {
  const over = item('over', '08:00', '09:00');
  const on = item('on', '09:30', '10:30', true);
  const late = item('late', '09:50', '10:30');
  const near = item('near', '10:10', '11:00');
  const far = item('far', '15:00', '16:00', true); // its earlier meeting goes on
  it.each([
    [over, false],
    [on, true],
    [late, true],
    [near, true],
    [item('no', '10:11', '11:00'), false],
  ])('can be joined from ten minutes before on', (one, want) => expect(joinable(one, now)).toBe(want));
  it('what goes on is first, what is over last', () =>
    expect(byUrgency([over, far, near, late, on], now).map((i) => i.conference.id)).toEqual([
      'on',
      'late',
      'near',
      'far',
      'over',
    ]));
  it('counts the minutes', () => {
    expect(soon(near.occurrence, now)).toBe(10);
    expect(soon(far.occurrence, now)).toBeUndefined();
    expect(soon(on.occurrence, now)).toBeUndefined();
  });
});
