import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { address, api, type Query } from '../../api/client';
import type { Page } from '../../api/types';
import { path } from './conference';
import { ownZone } from './zone';

/** By what somebody is known to the server; later servers may know more. */
export const accountTypes = ['user', 'guest', 'federated', 'registered', 'sip', 'h323', 'rtsp'] as const;
export type AccountType = (typeof accountTypes)[number];

export const roles = ['owner', 'moderator', 'participant', 'guest'] as const;
export type Role = (typeof roles)[number];

/** One run of the conference. */
export interface Session {
  id: number;
  started: string;
  /** None while it goes on. */
  ended?: string;
  seconds: number;
  people: number;
  peak: number;
  peakAt?: string;
  /** At least two people were there at once (ND6). */
  held: boolean;
}

export interface Summary {
  from: string;
  to: string;
  running: boolean;
  /** The newest first. */
  sessions: Session[];
  sessionsTotal: number;
  held: number;
  seconds: number;
  participants: number;
  invited: number;
  registered: number;
  visitors: number;
  connections: number;
  messages: number;
  peak: number;
  peakAt?: string;
}

/** Somebody who was expected or came (M3). */
export interface Attendee {
  key: string;
  number?: number;
  name: string;
  login?: string;
  email?: string;
  company?: string;
  position?: string;
  phone?: string;
  type: AccountType;
  role: Role;
  origin: 'invited' | 'registered' | 'came';
  added: string;
  tookPart: boolean;
  connected?: boolean;
  joined?: string;
  left?: string;
  seconds: number;
  connections: number;
  link?: string;
  answers?: { label: string; text: string }[];
}

/** One coming and going (M8). */
export interface Connection {
  id: number;
  session: number;
  person: string;
  type: AccountType;
  role: Role;
  name: string;
  email?: string;
  joined: string;
  /** None while connected. */
  left?: string;
  seconds: number;
}

export interface Message {
  id: number;
  at: string;
  name: string;
  text: string;
  file?: string;
}

/** A line of who was there when. */
export interface TimelineRow {
  person: string;
  name: string;
  type: AccountType;
  spans: { from: string; to?: string }[];
}

export interface ChartData {
  from: string;
  to: string;
  /** Seconds from one point to the next. */
  step: number;
  points: { at: string; added: number; present: number }[];
}

export type Group = '' | 'users' | 'guests' | 'devices';
export type Took = '' | 'yes' | 'no';

/** What is asked for; empty fields choose everything. */
export interface PeopleChoice {
  q: string;
  type: Group;
  took: Took;
  from?: string;
  to?: string;
}
export interface ConnectionChoice {
  q: string;
  type: Group;
  session: string;
  person?: string;
  from?: string;
  to?: string;
}
export interface ChatChoice {
  q: string;
  sender: string;
  from?: string;
  to?: string;
}

const at = (conference: string) => `${path(conference)}/analytics`;

/** Only what chooses something. */
const chosen = (choice: object): Query =>
  Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== '' && value !== undefined));

const key = (conference: string) => ['analytics', conference] as const;

/** While the conference runs, figures become others. */
const live = 10_000;

export const summaryQuery = (conference: string) =>
  queryOptions({
    queryKey: [...key(conference), 'summary'],
    queryFn: ({ signal }) => api.get<Summary>(at(conference), undefined, signal),
    refetchInterval: ({ state }) => (state.data?.running ? live : 60_000),
  });

function listQuery<T>(conference: string, name: string, choice: object, limit = 100) {
  return infiniteQueryOptions({
    queryKey: [...key(conference), name, choice],
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<T>>(
        `${at(conference)}/${name}`,
        { ...chosen(choice), limit, cursor: pageParam || undefined },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
  });
}

export const attendeesQuery = (conference: string, choice: PeopleChoice) =>
  listQuery<Attendee>(conference, 'participants', choice);
export const connectionsQuery = (conference: string, choice: ConnectionChoice) =>
  listQuery<Connection>(conference, 'connections', choice);
export const messagesQuery = (conference: string, choice: ChatChoice) =>
  listQuery<Message>(conference, 'chat', choice);
export const timelineQuery = (conference: string, choice: ConnectionChoice) =>
  listQuery<TimelineRow>(conference, 'timeline', choice, 50);

export const chartQuery = (conference: string, choice: PeopleChoice) =>
  queryOptions({
    queryKey: [...key(conference), 'chart', choice],
    queryFn: ({ signal }) =>
      api.get<ChartData>(`${at(conference)}/chart`, { ...chosen(choice), zone: ownZone() }, signal),
    placeholderData: keepPreviousData,
  });

/** Where a list is fetched as a table. That of the participants has all of them (M7). */
export const tableAddress = (
  conference: string,
  name: 'participants' | 'connections' | 'chat',
  language: string,
  choice: object = {},
) => address(`${at(conference)}/${name}.csv`, { ...chosen(choice), zone: ownZone(), language });
