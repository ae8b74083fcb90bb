import { expect, it } from 'vitest';
import type { ServerSettings } from '../data/settings';
import { fromForm, toForm } from './settingsForm';

const stored: ServerSettings = {
  serverName: 'Veche',
  contacts: { name: '', phone: '', email: '' },
  equipmentUrl: '',
  language: 'en',
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
  revision: 4,
};

it('an untouched form changes nothing, not even an odd byte', () => {
  expect(fromForm(toForm(stored), stored)).toEqual(stored);
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
