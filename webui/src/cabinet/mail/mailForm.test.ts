import { expect, test } from 'vitest';
import type { MailSettings } from '../data/mail';
import { fromForm, toForm } from './mailForm';

const stored: MailSettings = {
  enabled: true,
  host: 'mail.example.org',
  port: 0,
  security: 'starttls',
  auth: 'auto',
  login: 'veche',
  hasPassword: true,
  fromName: '',
  fromAddress: 'veche@example.org',
};

test('a password that was not typed stays', () => {
  expect(fromForm(toForm(stored))).toEqual({
    enabled: true,
    host: 'mail.example.org',
    port: 0,
    security: 'starttls',
    certificate: '',
    auth: 'auto',
    login: 'veche',
    fromName: '',
    fromAddress: 'veche@example.org',
  });
});

test('a password that was typed is sent, and goes where nobody signs in', () => {
  const form = { ...toForm(stored), password: 'secret' };
  expect(fromForm(form).password).toBe('secret');
  expect(fromForm({ ...form, auth: 'none' }).password).toBe('');
});
