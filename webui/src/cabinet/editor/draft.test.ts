import { describe, expect, it } from 'vitest';
import type { Registration } from '../data/registration';
import { sampleConference } from '../rooms/sample';
import {
  changesBetween,
  type Draft,
  draftOf,
  type Field,
  fieldOf,
  layoutOf,
  newDraft,
  newPin,
  problemsOf,
  settingsOf,
} from './draft';
import { newMeeting, scheduleOf } from './meeting';
import { once } from './repeat';

const draft = (change: Partial<Draft> = {}): Draft => ({ ...newDraft(), name: 'Room', ...change });

describe('settingsOf sends only what applies', () => {
  it('joining without an invitation is for internal rooms (G12)', () => {
    expect(settingsOf(draft({ joinUninvited: true })).joinUninvited).toBe(true);
    expect(settingsOf(draft({ joinUninvited: true, access: 'public' })).joinUninvited).toBe(false);
  });
  it('e-mail addresses are for public rooms (G7)', () => {
    const invited = [{ login: 'anna' }, { email: 'a@b.example' }];
    expect(settingsOf(draft({ invited })).invited).toEqual([{ login: 'anna' }]);
    expect(settingsOf(draft({ invited, access: 'public' })).invited).toEqual(invited);
  });
  it('the category "only guests" becomes the default in an internal room (H6, H7)', () => {
    expect(settingsOf(draft({ waitingCategory: 'only_guests' })).waitingCategory).toBe(
      'unplanned_and_guests',
    );
    expect(settingsOf(draft({ waitingCategory: 'only_guests', access: 'public' })).waitingCategory).toBe(
      'only_guests',
    );
  });
  it('a limit on guests is for public rooms (G16)', () => {
    expect(settingsOf(draft({ guestsLimited: true, guestLimit: 7 })).guestLimit).toBe(0);
    expect(settingsOf(draft({ guestsLimited: true, guestLimit: 7, access: 'public' })).guestLimit).toBe(7);
    expect(settingsOf(draft({ guestsLimited: false, guestLimit: 7, access: 'public' })).guestLimit).toBe(0);
  });
  it('an unticked PIN is none (G11)', () => {
    expect(settingsOf(draft({ pinOn: false, pin: '123456' })).pin).toBe('');
    expect(settingsOf(draft({ pinOn: true, pin: ' 123456 ' })).pin).toBe('123456');
  });
});

describe('registration', () => {
  const webinar = (registration: Registration, change: Partial<Draft> = {}) =>
    draft({ access: 'public', launch: 'schedule', registration, ...change });
  const weekly = { ...newMeeting(), repeat: { ...once, unit: 'week' as const } };
  it('is for public conferences with a schedule (G20)', () => {
    const on = { on: true };
    expect(settingsOf(webinar(on)).registration.on).toBe(true);
    expect(settingsOf(webinar(on, { access: 'internal' })).registration).toEqual({ on: false });
    expect(settingsOf(webinar(on, { launch: 'room' })).registration).toEqual({ on: false });
  });
  it('begins with a name and an e-mail address, and ends at the start', () => {
    const { fields, closing } = settingsOf(webinar({ on: true })).registration;
    expect(fields?.map((f) => f.key)).toEqual(['first_name', 'last_name', 'email']);
    expect(closing).toBe('at_start');
  });
  it('can stay open only when there are more meetings (G21)', () => {
    const never: Registration = { on: true, closing: 'never' };
    expect(settingsOf(webinar(never)).registration.closing).toBe('at_start');
    expect(settingsOf(webinar(never, { meeting: weekly })).registration.closing).toBe('never');
  });
  it('sends its end only when it closes by a date', () => {
    const closesAt = '2026-11-24T10:00:00.000Z';
    expect(settingsOf(webinar({ on: true, closing: 'by_date', closesAt })).registration.closesAt).toBe(
      closesAt,
    );
    expect(settingsOf(webinar({ on: true, closing: 'at_end', closesAt })).registration).not.toHaveProperty(
      'closesAt',
    );
  });
  it('goes without a PIN (G11)', () => {
    const pin = { pinOn: true, pin: '123456' };
    expect(settingsOf(webinar({ on: true }, pin)).pin).toBe('');
    expect(settingsOf(webinar({ on: false }, pin)).pin).toBe('123456');
  });
  it('of an untouched form sends nothing', () => {
    const stored = sampleConference({
      access: 'public',
      schedule: scheduleOf(weekly),
      registration: { on: true, closing: 'never', fields: [{ key: 'own1', label: 'Town', required: true }] },
    });
    expect(changesBetween(settingsOf(draftOf(stored)), settingsOf(draftOf(stored)))).toEqual({});
  });
  it.each<[string, Registration, string | undefined]>([
    ['a date is needed', { on: true, closing: 'by_date' }, 'closesAtMissing'],
    ['an own field has a label', { on: true, fields: [{ key: 'own1', label: ' ' }] }, 'labelMissing'],
    ['of 200 characters', { on: true, fields: [{ key: 'own1', label: 'я'.repeat(200) }] }, undefined],
    ['and no more', { on: true, fields: [{ key: 'own1', label: 'я'.repeat(201) }] }, 'labelLong'],
    ['what is off is not checked', { on: false, closing: 'by_date' }, undefined],
  ])('%s', (_, registration, problem) =>
    expect(problemsOf(webinar(registration)).registration).toBe(problem),
  );
});

describe('changesBetween', () => {
  const stored = sampleConference({ pin: '756910', invited: [{ login: 'boris', moderator: true }] });
  it('finds nothing in an untouched form', () => {
    expect(changesBetween(settingsOf(draftOf(stored)), settingsOf(draftOf(stored)))).toEqual({});
  });
  it('finds what was changed and nothing else', () => {
    const mine = { ...draftOf(stored), name: 'Other', pinOn: false };
    expect(changesBetween(settingsOf(draftOf(stored)), settingsOf(mine))).toEqual({ name: 'Other', pin: '' });
  });
  it('an absent flag is a false one', () => {
    const a = settingsOf(draft({ invited: [{ login: 'x' }] }));
    const b = settingsOf(draft({ invited: [{ moderator: false, login: 'x' }] }));
    expect(changesBetween(a, b)).toEqual({});
  });
});

describe('problemsOf', () => {
  const table: [string, Partial<Draft>, Field[]][] = [
    ['a name is needed', { name: '  ' }, ['name']],
    ['200 characters are a name', { name: 'я'.repeat(200) }, []],
    ['201 are too many', { name: 'я'.repeat(201) }, ['name']],
    ['a CID may be left to the server', { cid: '' }, []],
    ['a CID of letters (P2)', { cid: 'webinar-1' }, []],
    ['a CID of 3', { cid: 'abc' }, ['cid']],
    ['a CID of 33', { cid: 'a'.repeat(33) }, ['cid']],
    ['a Cyrillic CID', { cid: 'вебинар' }, ['cid']],
    ['a PIN of six digits', { pinOn: true, pin: '756910' }, []],
    ['a PIN of three', { pinOn: true, pin: '123' }, ['pin']],
    ['a PIN with a comma', { pinOn: true, pin: '12,34' }, ['pin']],
    ['a PIN that is off is not looked at', { pinOn: false, pin: '1' }, []],
    ['no speakers in a selector (F5)', { mode: 'auto_selector', maxSpeakers: 0 }, ['maxSpeakers']],
    ['no speakers where there is no podium', { maxSpeakers: 0 }, []],
    ['no guests at all', { access: 'public', guestsLimited: true, guestLimit: 0 }, ['guestLimit']],
    ['50 windows', { layout: { ...newDraft().layout, windows: 50 } }, ['layout']],
    ['50 windows in a lesson', { mode: 'video_lesson', layout: { ...newDraft().layout, windows: 50 } }, []],
  ];
  for (const [name, change, want] of table) {
    it(name, () => expect(Object.keys(problemsOf(draft(change)))).toEqual(want));
  }
});

it('the empty stored layout is an even grid', () => {
  expect(layoutOf(undefined).type).toBe('grid');
  expect(layoutOf({ type: '' as never, windows: 0 }).type).toBe('grid');
  expect(layoutOf({ type: 'corner', windows: 99 })).toEqual({
    type: 'corner',
    windows: 49,
    content: false,
    names: 'bottom',
  });
});

it('fields of the API find their place in the form', () => {
  expect(fieldOf('pin')).toBe('pin');
  expect(fieldOf('invited[3].email')).toBe('invited');
  expect(fieldOf('layout.windows')).toBe('layout');
  expect(fieldOf('revision')).toBeUndefined();
});

it('a PIN has six digits, none more likely than another', () => {
  const given = [4_294_967_295, 4_294_000_000, 4_293_000_042];
  expect(newPin((a) => a.fill(given.shift() ?? 0))).toBe('000042');
  expect(newPin()).toMatch(/^\d{6}$/);
});
