import { describe, expect, it } from 'vitest';
import { anna, boris, sampleMessage as message } from './sample';
import { firstNewOf, type Line, linesOf } from './thread';

const short = (lines: Line[]) =>
  lines.map((line) =>
    line.kind === 'message'
      ? `${line.key}${line.mine ? ' mine' : ''}${line.first ? ' first' : ''}${line.seen ? ' seen' : ''}`
      : line.kind,
  );

describe('the lines of a conversation', () => {
  it('say who writes only when that changes, or after a pause', () => {
    const lines = linesOf(
      [message(1, anna), message(2, anna), message(3, boris), message(4, boris, 9)],
      'anna',
      undefined,
      0,
    );
    expect(short(lines)).toEqual(['day', '1 mine first', '2 mine', '3 first', '4 first']);
  });

  it('begin each day with its date', () => {
    const lines = linesOf([message(1, boris), message(2, boris, 24 * 60)], 'anna', undefined, 0);
    expect(short(lines)).toEqual(['day', '1 first', 'day', '2 first']);
  });

  it('have a line above what is new', () => {
    const lines = linesOf([message(1, boris), message(2, boris)], 'anna', 2, 0);
    expect(short(lines)).toEqual(['day', '1 first', 'new', '2 first']);
  });

  it('tell what happened to a group between the messages', () => {
    const act = { kind: 'renamed' as const, people: [], name: 'New' };
    const lines = linesOf(
      [message(1, boris), message(2, boris, 2, { act }), message(3, boris)],
      'anna',
      undefined,
      0,
    );
    expect(short(lines)).toEqual(['day', '1 first', 'act', '3 first']);
  });

  it('mark the last of mine that the other has read, whatever he wrote after it', () => {
    const lines = linesOf(
      [message(1, anna), message(2, anna), message(3, boris), message(4, anna)],
      'anna',
      undefined,
      3,
    );
    expect(short(lines)).toEqual(['day', '1 mine first', '2 mine seen', '3 first', '4 mine first']);
  });
});

it.each([
  ['the first that others wrote', 1, 2],
  ['nothing, when all is read', 4, undefined],
  ['no act of a group', 2, 4],
])('new is %s', (_, read, want) => {
  const act = { kind: 'left' as const, people: [], name: '' };
  const said = [message(2, boris, 2), message(3, boris, 3, read === 2 ? { act } : {}), message(4, boris)];
  expect(firstNewOf(said, 'anna', read)).toBe(want);
});

it('what is older than what is here has no line yet; who has answered has read', () => {
  expect(firstNewOf([message(7, boris)], 'anna', 2)).toBeUndefined();
  expect(firstNewOf([message(7, boris), message(8, anna)], 'anna', 6)).toBeUndefined();
});
