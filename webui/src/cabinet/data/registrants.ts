import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { address, api, type Query, request } from '../../api/client';
import type { Page } from '../../api/types';
import { path } from './conference';
import { ownZone } from './zone';

/** Somebody who registered for a conference (M3). */
export interface Registrant {
  id: string;
  created: string;
  name: string;
  email?: string;
  firstName?: string;
  lastName?: string;
  /** Of a user of this server, who took part by the button. */
  login?: string;
  /** By keys of the fields, without name and address. */
  answers?: Record<string, string>;
  addedBy?: string;
  /** An invitation by e-mail made him one. */
  invited?: boolean;
  /** Individual; users of this server have none. */
  link?: string;
  tookPart: boolean;
  connected?: boolean;
  joined?: string;
  seconds?: number;
}

export const registrantSorts = ['newest', 'oldest', 'name', 'email'] as const;
export type RegistrantSort = (typeof registrantSorts)[number];

/** Which of them; empty fields choose everybody. */
export interface RegistrantChoice {
  q: string;
  took: '' | 'yes' | 'no';
  /** Key of a field of the form, and what was answered there. */
  field: string;
  answer: string;
  from?: string;
  to?: string;
  sort: RegistrantSort;
}

/** How the registration of a conference stands. */
export interface RegistrationNow {
  open: boolean;
  whyNot?: 'started' | 'date' | 'closed' | 'over' | 'full' | 'off';
  closesAt?: string;
  places?: number;
}

const at = (conference: string) => `${path(conference)}/registrations`;

const orders: Record<RegistrantSort, Query> = {
  newest: { order: 'desc' },
  oldest: {},
  name: { sort: 'name' },
  email: { sort: 'email' },
};

const asked = ({ sort, answer, field, ...rest }: RegistrantChoice): Query => ({
  ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value)),
  ...(field ? { field, ...(answer ? { answer } : {}) } : {}),
  ...orders[sort],
});

export const registrantsKey = (conference: string) => ['registrants', conference] as const;

/** Page after page; asked again now and then, for people register at any time. */
export const registrantsQuery = (conference: string, choice: RegistrantChoice) =>
  infiniteQueryOptions({
    queryKey: [...registrantsKey(conference), choice],
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<Registrant>>(
        at(conference),
        { ...asked(choice), limit: 50, cursor: pageParam || undefined },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 2 ? 60_000 : 10_000),
  });

type Sent = Registrant & { mailed: boolean };

export const addRegistrant = (conference: string, answers: Record<string, string>, language: string) =>
  api.post<Sent>(`${at(conference)}/people`, { answers, language, zone: ownZone() });
export const sendLink = (conference: string, id: string) =>
  api.post<Sent>(`${at(conference)}/${encodeURIComponent(id)}/link`);
/** Also while the page is being left. */
export const removeRegistrant = (conference: string, id: string) =>
  request<void>('DELETE', `${at(conference)}/${encodeURIComponent(id)}`, { keepalive: true });

/** All of them as a table (M7). */
export const registrantsTable = (conference: string, language: string) =>
  address(`${at(conference)}.csv`, { zone: ownZone(), language });
