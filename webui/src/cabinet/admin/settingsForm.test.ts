import { expect, it } from 'vitest';
import type { ServerSettings } from '../data/settings';
import { arePatterns, fromForm, toForm } from './settingsForm';

const stored: ServerSettings = {
  brand: { accent: '', logo: null, darkLogo: null },
  serverName: 'Veche',
  contacts: { name: '', phone: '', email: '' },
  equipmentUrl: '',
  language: 'en',
  zone: 'Europe/Moscow',
  people: { listAll: true },
  participation: { required: true, prolong: false, shown: true, initial: 'until', initialDays: 7 },
  lockout: { attempts: 5, minutes: 15 },
  guests: { allowed: true },
  limits: {
    participants: 500,
    conferencesPerUser: 100,
    fileBytes: 50 * 1024 * 1024 + 1,
    userFileBytes: 2 * 1024 ** 3,
    conferenceFileBytes: 2 * 1024 ** 3,
  },
  recording: { enabled: true, maxHours: 24, keepDays: 0 },
  messages: { keepDays: 0 },
  instant: { keepDays: 30 },
  telephony: { encryption: 'optional' as const, trusted: [], blocked: [] },
  calls: { enabled: true, cameras: false, numbers: ['8xxx', '+7.'] },
  streams: { enabled: true, readers: 100, readersOfEach: 20, group: '224.0.1.224:4000-6000', ttl: 1 },
  planning: { remindersAllowed: true, reminders: [15] },
  revision: 4,
};

const { brand: _, ...shown } = stored;

it('an untouched form changes nothing, not even an odd byte', () => {
  expect(fromForm(toForm(stored), stored)).toEqual(shown);
});

it('a typed size becomes bytes', () => {
  const form = toForm(stored);
  form.limits.fileMB = 10;
  form.limits.userFileGB = 0.5;
  const sent = fromForm(form, stored);
  expect(sent.limits.fileBytes).toBe(10 * 1024 * 1024);
  expect(sent.limits.userFileBytes).toBe(512 * 1024 * 1024);
  expect(sent.limits.conferenceFileBytes).toBe(stored.limits.conferenceFileBytes);
});

it('only what this page shows is sent: mail and the look have pages of their own', () => {
  const more = { ...stored, mail: { host: 'mail.example.org' } };
  expect(fromForm(toForm(more), more)).toEqual(shown);
});

it('reminders are numbers again, the earliest first (G5)', () => {
  const form = toForm(stored);
  expect(form.planning.reminders).toEqual(['15']);
  form.planning.reminders = ['15', '1440', '60'];
  expect(fromForm(form, stored).planning).toEqual({ remindersAllowed: true, reminders: [1440, 60, 15] });
});

it('patterns of numbers stand on lines of their own', () => {
  const form = toForm(stored);
  expect(form.calls.numbers).toBe('8xxx\n+7.');
  form.calls.numbers = ' 5xx\n\n112, . ';
  expect(fromForm(form, stored).calls.numbers).toEqual(['5xx', '112', '.']);
});

it.each([
  ['', true],
  ['8xxx\n+7.', true],
  ['*31#x.', true],
  ['8-800', false],
  ['7+', false],
  ['8.x', false],
])('%j are patterns: %s', (text, want) => {
  expect(arePatterns(text)).toBe(want);
});
