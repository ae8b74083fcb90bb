import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';

export const securities = ['starttls', 'tls', 'opportunistic', 'none'] as const;
export type Security = (typeof securities)[number];

export const auths = ['auto', 'plain', 'login', 'cram-md5', 'xoauth2', 'none'] as const;
export type Auth = (typeof auths)[number];

export interface MailSettings {
  enabled: boolean;
  host: string;
  /** 0: that of the security. */
  port: number;
  security: Security;
  /** PEM. */
  certificate?: string;
  auth: Auth;
  login: string;
  hasPassword: boolean;
  fromName: string;
  fromAddress: string;
}

/** The settings with how sending goes. */
export interface MailState {
  settings: MailSettings;
  revision: number;
  waiting: number;
  failed: number;
  /** Why nothing is sent at the moment. */
  error?: string;
  since?: string;
  next?: string;
}

export type MailInput = Partial<Omit<MailSettings, 'hasPassword'>> & { password?: string };

export const letterStates = ['waiting', 'failed', 'sent'] as const;
export type LetterState = (typeof letterStates)[number];

export interface Letter {
  id: string;
  occasion: string;
  name: string;
  email: string;
  subject: string;
  created: string;
  state: LetterState;
  due?: string;
  done?: string;
  tries: number;
  error?: string;
}

interface Page {
  items: Letter[];
  next: string;
  total: number;
}

export interface LetterText {
  occasion: string;
  language: string;
  subject: string;
  body: string;
  /** The administrator's own. */
  own: boolean;
}

export const mailKey = ['mail'] as const;

export const mailQuery = queryOptions({
  queryKey: [...mailKey, 'state'],
  queryFn: ({ signal }) => api.get<MailState>('/admin/mail', undefined, signal),
  refetchInterval: 10_000,
});

export const changeMail = (revision: number, input: MailInput) =>
  api.patch<MailState>('/admin/mail', { revision, ...input });

export const tryMail = (to: string, input: MailInput) =>
  api.post<{ answer: string }>('/admin/mail/test', { to, ...input });

export const lettersQuery = (state: LetterState) =>
  infiniteQueryOptions({
    queryKey: [...mailKey, 'letters', state],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>('/admin/mail/letters', { state, limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
    refetchInterval: 10_000,
  });

export const retryLetter = (id: string) => api.post(`/admin/mail/letters/${id}/retry`);

export const removeLetter = (id: string) => api.delete(`/admin/mail/letters/${id}`);

export const textsQuery = queryOptions({
  queryKey: [...mailKey, 'texts'],
  queryFn: ({ signal }) =>
    api.get<{ items: LetterText[]; places: string[] }>('/admin/mail/texts', undefined, signal),
});

const textPath = (t: LetterText) => `/admin/mail/texts/${t.occasion}/${t.language}`;

export const setText = (t: LetterText) => api.put(textPath(t), { subject: t.subject, body: t.body });

export const resetText = (t: LetterText) => api.delete(textPath(t));

export const previewText = (t: LetterText) =>
  api.post<{ subject: string; html: string }>(`${textPath(t)}/preview`, { subject: t.subject, body: t.body });
