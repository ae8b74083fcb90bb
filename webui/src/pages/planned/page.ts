import { request } from '../../api/client';

/** What the page of a conference may show to this visitor (`GET …/page`). */
export interface PageFacts {
  cid: string;
  name: string;
  description?: string;
  location?: string;
  ownerName: string;
  access: 'internal' | 'public';
  state: 'open' | 'planned' | 'running' | 'over';
  next?: { start: string; end: string };
  /** In which it was planned. */
  zone?: string;
  repeats?: boolean;
  /** What joining now leads to; left out: one cannot. */
  entry?: 'enter' | 'wait';
  whyNot?: string;
  mayTakePart: boolean;
  registration?: {
    open: boolean;
    whyNot?: 'started' | 'date' | 'closed' | 'over' | 'full' | 'off';
    closesAt?: string;
    fields: FormField[];
  };
  registered?: { name: string; email?: string };
  calendarLinks?: { ics: string; google: string; outlook: string };
}

/** A field of the registration form. Own ones have a label. */
export interface FormField {
  key: string;
  label?: string;
  required?: boolean;
}

/** Who asks, beside the cookie. */
export interface Identity {
  registration?: string;
  pin?: string;
}

export type Answers = Record<string, string>;

const at = (cid: string) => `/conferences/${encodeURIComponent(cid)}`;

export function factsOf(cid: string, who: Identity, signal?: AbortSignal): Promise<PageFacts> {
  const headers: Record<string, string> = {};
  if (who.registration) headers['Veche-Registration'] = who.registration;
  if (who.pin) headers['Veche-Pin'] = who.pin;
  return request('GET', `${at(cid)}/page`, { headers, signal });
}

export interface Registered {
  mailed: boolean;
  /** The individual link, where no mail is sent. */
  link?: string;
}

export function register(cid: string, answers: Answers, language: string): Promise<Registered> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return request('POST', `${at(cid)}/registrations`, { body: { answers, language, zone } });
}

export function takePart(cid: string): Promise<PageFacts> {
  return request('POST', `${at(cid)}/registrations/mine`);
}
