import type { Auth, MailInput, MailSettings, Security } from '../data/mail';

/** The settings of mail as they stand in the form. */
export interface MailForm {
  enabled: boolean;
  host: string;
  /** Empty: that of the security. */
  port: number | '';
  security: Security;
  certificate: string;
  auth: Auth;
  login: string;
  /** Empty: the one that is kept, if there is one. */
  password: string;
  fromName: string;
  fromAddress: string;
}

export function toForm({ hasPassword: _, ...settings }: MailSettings): MailForm {
  return { ...settings, port: settings.port || '', certificate: settings.certificate ?? '', password: '' };
}

/** What the server is told; a password that was not typed is left out and so stays. */
export function fromForm({ password, ...form }: MailForm): MailInput {
  const input: MailInput = { ...form, port: form.port || 0 };
  if (form.auth === 'none') input.password = '';
  else if (password) input.password = password;
  return input;
}

export const usualPort: Record<Security, number> = { starttls: 587, opportunistic: 587, tls: 465, none: 25 };
