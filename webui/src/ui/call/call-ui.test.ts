import { describe, expect, it } from 'vitest';
import { enter } from '../../state/conference';
import { aSnapshot, person } from '../../state/samples';
import { linkify } from '../linkify';
import { orderPeople } from './orderPeople';
import { personActions } from './personActions';
import { placeWindows } from './place';

describe('links in the chat', () => {
  it.each([
    ['see https://example.org/a, then', ['see ', '<https://example.org/a>', ', then']],
    ['(https://example.org/b_(c))', ['(', '<https://example.org/b_(c)>', ')']],
    ['www.example.org!', ['<www.example.org>', '!']],
    ['javascript:alert(1) and data:text/html,x', ['javascript:alert(1) and data:text/html,x']],
    ['https://', ['https://']],
    ['', []],
  ])('%s', (text, want) => {
    expect(linkify(text).map((p) => (p.href ? `<${p.text}>` : p.text))).toEqual(want);
  });
  it('lead only to http and https', () => {
    for (const piece of linkify('http://a.b https://c.d www.e.f')) {
      if (piece.href) expect(piece.href).toMatch(/^https?:/);
    }
  });
});

describe('the list of people', () => {
  const people = [
    person('c', 'Clara'),
    person('m', 'Mark', { moderator: true }),
    person('a', 'Anna'),
    person('x', 'Xenia', { hand: '2026-01-01T00:00:02Z' }),
    person('b', 'Boris', { hand: '2026-01-01T00:00:01Z' }),
    person('s', 'Stepan', { podium: 'asking' }),
  ];
  it('has hands on top in the order they went up, then who asks, oneself, moderators, the rest', () => {
    expect(
      orderPeople(people, 'c')
        .map((p) => p.id)
        .join(''),
    ).toBe('bxscma');
  });
  it('is searched by any part of a name', () => {
    expect(orderPeople(people, 'c', 'AR').map((p) => p.name)).toEqual(['Clara', 'Mark']);
  });
});

describe('what may be done with somebody', () => {
  const as = (moderate: boolean, info: object = {}) => {
    const snapshot = aSnapshot();
    snapshot.you.permissions.moderate = moderate;
    return enter({ ...snapshot, conference: { ...snapshot.conference, mode: 'all_on_screen', ...info } });
  };
  it('is little for a participant', () => {
    expect(personActions(as(false), person('b', 'Boris', { microphone: true }))).toEqual(['write']);
  });
  it('is what E11 and I12 list for a moderator', () => {
    expect(personActions(as(true), person('b', 'Boris', { microphone: true }))).toEqual([
      'write',
      'muteMicrophone',
      'louder',
      'quieter',
      'askCamera',
      'spotlight',
      'rename',
      'promote',
      'remove',
    ]);
  });
  it('switches a camera off and on, for nobody is there to be asked', () => {
    expect(personActions(as(true), person('b', 'Hall', { kind: 'rtsp', microphone: true }))).toEqual([
      'muteMicrophone',
      'louder',
      'quieter',
      'openCamera',
      'spotlight',
      'rename',
      'remove',
    ]);
    expect(personActions(as(false), person('b', 'Hall', { kind: 'rtsp' }))).toEqual([]);
  });
  it('is less for a terminal, which has keys (C21)', () => {
    expect(personActions(as(true), person('b', 'Room 7', { kind: 'sip', microphone: true }))).toEqual([
      'muteMicrophone',
      'louder',
      'quieter',
      'spotlight',
      'keypad',
      'transfer',
      'rename',
      'remove',
    ]);
    expect(personActions(as(true), person('c', 'Hall', { kind: 'rtsp' }))).not.toContain('keypad');
    expect(personActions(as(true), person('d', 'Hall', { kind: 'h323' }))).not.toContain('transfer');
  });
  it('turns a microphone up and down within 12 dB (I12)', () => {
    const actions = (gain: number) =>
      personActions(as(true), person('b', 'Boris', { microphone: true, gain }));
    expect(actions(12)).not.toContain('louder');
    expect(actions(12)).toContain('quieter');
    expect(actions(-12)).not.toContain('quieter');
  });
  it('never removes or demotes the owner or an operator (E10)', () => {
    for (const above of [{ owner: true }, { operator: true, moderator: true }]) {
      const actions = personActions(as(true), person('b', 'Boris', above));
      expect(actions).not.toContain('remove');
      expect(actions).not.toContain('demote');
    }
  });
  it('is about the podium only in the selectors (F3, F4)', () => {
    const selector = as(true, { mode: 'managed_selector' });
    expect(personActions(selector, person('b', 'Boris', { podium: 'asking' }))).toContain('approve');
    expect(personActions(selector, person('b', 'Boris', { podium: 'speaker' }))).toContain('takeDown');
    expect(personActions(selector, person('b', 'Boris'))).toContain('callPodium');
    expect(personActions(as(true), person('b', 'Boris'))).not.toContain('callPodium');
  });
  it('is letting answer only in the lesson (F8)', () => {
    expect(personActions(as(true, { mode: 'video_lesson' }), person('b', 'Boris'))).toContain('allowAnswer');
  });
});

describe('windows on the stage', () => {
  const view = (windows: { content?: boolean }[], type = 'grid') =>
    ({
      ...aSnapshot().view,
      layout: { type, windows: 49, content: true, names: 'bottom' },
      windows: windows.map((w, i) => ({ participant: String(i), source: 'camera', label: '', ...w })),
    }) as never;
  it('has a place for every window, content first', () => {
    const rects = placeWindows(view([{ content: true }, {}, {}]), { w: 1280, h: 720 });
    expect(rects.length).toBe(3);
    expect((rects[0]?.w ?? 0) * (rects[0]?.h ?? 0)).toBeGreaterThan((rects[1]?.w ?? 0) * (rects[1]?.h ?? 0));
  });
  it('folds the place for content away while there is none', () => {
    expect(placeWindows(view([{}, {}], 'content_right'), { w: 1280, h: 720 }).length).toBe(2);
  });
  it('draws nothing of nothing', () => {
    expect(placeWindows(view([]), { w: 1280, h: 720 })).toEqual([]);
  });
});
