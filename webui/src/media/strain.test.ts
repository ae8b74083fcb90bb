import { describe, expect, it } from 'vitest';
import { type Effort, strained, strainSeconds } from './strain';

const easy: Effort = { streams: 6, arrived: 150, dropped: 0, decoding: 0.1, drawn: 60 };
const seconds = (change: Partial<Effort>, number = strainSeconds) =>
  Array.from({ length: number }, () => ({ ...easy, ...change }));

describe('a device cannot keep up (lesson 16)', () => {
  const table: [string, Effort[], boolean][] = [
    ['when nothing is wrong', seconds({}), false],
    ['when every fifth picture is dropped', seconds({ dropped: 30 }), true],
    ['when few are', seconds({ dropped: 20 }), false],
    ['when decoding takes most of the machine', seconds({ decoding: 0.7 }), true],
    ['when decoding takes half of it', seconds({ decoding: 0.5 }), false],
    ['when the page is hardly drawn', seconds({ drawn: 8 }), true],
    ['when it is drawn as seldom as a saving telephone does', seconds({ drawn: 30 }), false],
    ['for nine seconds only', seconds({ dropped: 100 }, strainSeconds - 1), false],
    ['for a moment', [...seconds({}, 8), ...seconds({ dropped: 40 }, 2)], false],
    ['a while ago', [...seconds({ dropped: 150 }), ...seconds({})], false],
    ['with one picture: light mode would send one, too', seconds({ streams: 1, drawn: 5 }), false],
    ['when hardly anything arrives: that is the network', seconds({ arrived: 3, dropped: 3 }), false],
  ];
  it.each(table)('%s', (_, efforts, want) => {
    expect(strained(efforts)).toBe(want);
  });
});
