import { describe, expect, it } from 'vitest';
import { type Choice, choose, readableCID } from './choose';
import { sampleConference } from './sample';

const list = [
  sampleConference({ id: '1', cid: '1111111111', name: 'Планёрка', updated: '2026-03-03T00:00:00Z' }),
  sampleConference({
    id: '2',
    cid: 'webinar',
    name: 'Room 10',
    updated: '2026-03-01T00:00:00Z',
    running: true,
  }),
  sampleConference({
    id: '3',
    cid: '3333333333',
    name: 'Room 9',
    updated: '2026-03-02T00:00:00Z',
    mine: false,
    owner: 'boris',
  }),
];
const ids = (change: Partial<Choice>) => {
  const { running, others } = choose(list, { text: '', show: 'all', order: 'recent', ...change }, 'ru');
  return [running.map((c) => c.id).join(), others.map((c) => c.id).join()];
};

describe('the list (D4, D11)', () => {
  it('puts what goes on now first, then the newest', () => expect(ids({})).toEqual(['2', '1,3']));
  it('sorts by name as people count', () => expect(ids({ order: 'name', text: 'room' })).toEqual(['2', '3']));
  it('sorts Latin and Cyrillic', () => expect(ids({ order: 'name' })[1]).toBe('1,3'));
  it('finds in either letter case', () => expect(ids({ text: 'ПЛАН' })).toEqual(['', '1']));
  it('finds a CID typed with spaces', () => expect(ids({ text: '333 333' })).toEqual(['', '3']));
  it('finds by owner', () => expect(ids({ text: 'boris' })).toEqual(['', '3']));
  it('shows my own', () => expect(ids({ show: 'mine' })).toEqual(['2', '1']));
  it('shows those I am invited to', () => expect(ids({ show: 'invited' })).toEqual(['', '3']));
});

it('a CID of ten digits is read in groups, others are left alone', () => {
  expect(readableCID('1949195144')).toBe('194 919 5144');
  expect(readableCID('webinar')).toBe('webinar');
  expect(readableCID('123')).toBe('123');
});
