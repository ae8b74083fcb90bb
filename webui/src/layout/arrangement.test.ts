import { describe, expect, it } from 'vitest';
import {
  type Arrangement,
  type Arrangements,
  clear,
  fill,
  knownOnly,
  placesOf,
  put,
  type Seat,
  seatKey,
  vacate,
  withType,
  withWindows,
} from './arrangement';

const seat = (login: string): Seat => (login === '-' ? {} : { login });
const of = (names: string, windows = 4): Arrangement => ({
  type: 'grid',
  windows,
  content: true,
  names: 'bottom',
  ...(names ? { seats: names.split(' ').map(seat) } : {}),
});
const shown = (a: Arrangement) =>
  placesOf(a)
    .map((key) => key.replace('login ', '') || '-')
    .join(' ');

describe('people in windows', () => {
  const table: [string, Arrangement, string][] = [
    ['put into a free window', put(of(''), 2, seat('a')), '- - a -'],
    ['put into one that is taken', put(of('a b'), 0, seat('c')), 'c b - -'],
    ['from window to window', put(of('a b'), 3, seat('a')), '- b - a'],
    ['two change places', put(of('a b'), 1, seat('a')), 'b a - -'],
    ['put where he is', put(of('a b'), 0, seat('a')), 'a b - -'],
    ['into a window there is not', put(of('a b'), 4, seat('c')), 'a b - -'],
    ['taken out', vacate(of('a b'), 0), '- b - -'],
    ['cleared, the windows stay (I7)', clear(of('a b')), '- - - -'],
    ['filled in order', fill(of('- b'), [seat('a'), seat('b'), seat('c')]), 'a b c -'],
    [
      'filled until it is full',
      fill(
        of('', 2),
        ['a', 'b', 'c'].map((s) => seat(s)),
      ),
      'a b',
    ],
    ['fewer windows', withWindows(of('a b c'), 2), 'a b'],
    ['more windows', withWindows(of('a b', 2), 3), 'a b -'],
    ['as many as fit: nobody has one', withWindows({ ...of('a b'), manual: true }, 0), ''],
    ['a corner has two', withType(of('a b c'), 'corner'), 'a b'],
    ['out of the corner', withType(withType(of('a b c'), 'corner'), 'priority_right'), 'a b - -'],
  ];
  for (const [name, a, want] of table) {
    it(name, () => expect(shown(a)).toBe(want));
  }

  it('a layout without people is as it was before there were any', () => {
    expect(clear(of('a b'))).toEqual(of(''));
    expect(withWindows({ ...of('a'), manual: true }, 0)).toEqual(of('', 0));
  });

  it('two cameras that look alike are two', () => {
    const [one, other] = [1, 2].map((kept) => ({ dial: 'rtsp://…@h/?…', kept })) as [Seat, Seat];
    expect(seatKey(one)).not.toBe(seatKey(other));
  });

  it('who is not invited any more is nowhere', () => {
    const a: Arrangements = {
      ...of('a b c'),
      browsers: of('c'),
      individual: [
        { of: seat('b'), ...of('a') },
        { of: seat('a'), ...of('- c') },
      ],
    };
    const got = knownOnly(a, [seat('a')]);
    expect(shown(got)).toBe('a - - -');
    expect(got.browsers && shown(got.browsers)).toBe('- - - -');
    expect(got.individual?.map((i) => `${i.of.login}: ${shown(i)}`)).toEqual(['a: - - - -']);
  });
});
