import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, request } from '../../api/client';
import type { Page } from '../../api/types';
import type { Arrangements } from '../../layout/arrangement';
import type { LayoutType } from '../../layout/layout';
import type { Recording } from '../../protocol/types';
import type { RegistrationNow } from './registrants';
import type { Registration } from './registration';
import type { Occurrence, Schedule } from './schedule';

/** The four modes (F1–F4), in the order in which people are offered them. */
export const modes = ['all_on_screen', 'video_lesson', 'managed_selector', 'auto_selector'] as const;
export type Mode = (typeof modes)[number];

export type AccessType = 'internal' | 'public';

/** Who goes to the waiting room (H3–H7). The last one exists only for public conferences. */
export const categories = [
  'all',
  'unplanned_and_guests',
  'unplanned_other_servers_and_guests',
  'only_guests',
] as const;
export type Category = (typeof categories)[number];

export const categoriesFor = (access: AccessType): readonly Category[] =>
  access === 'public' ? categories : categories.slice(0, 3);

/** What guests may do (G15, P1), in the order in which it is shown. */
export const guestPermissions = [
  'sendAudio',
  'sendVideo',
  'shareContent',
  'chatAll',
  'chatOne',
  'sendFiles',
  'receiveFiles',
  'seePeople',
  'raiseHand',
] as const;
export type GuestPermission = (typeof guestPermissions)[number];
export type GuestPermissions = Record<GuestPermission, boolean>;

/** Somebody on the invited list: exactly one of login, email and dial. */
export interface Invited {
  login?: string;
  email?: string;
  dial?: string;
  name?: string;
  moderator?: boolean;
  /** Comes with the dial string of a camera whose password is not shown, and goes back with it. */
  kept?: number;
  /** Of one who is added from the address book: how it is reached is left to the server. */
  contact?: string;
  /** What he answered to the invitation; empty for nothing yet (NB2). */
  reply?: 'accepted' | 'tentative' | 'declined' | '';
}

/** Heights of a recorded picture. */
export const recordingLines = [360, 720, 1080] as const;

/** What an owner sets of the recordings of a conference (G17). */
export interface RecordingRules {
  /** Begins with the conference. */
  automatic: boolean;
  /** "" is the layout that the moderators have set. */
  layout: LayoutType | '';
  /** Height of the picture, 0 for the usual one. */
  lines: (typeof recordingLines)[number] | 0;
  /** Each participant's own picture and sound beside it. */
  tracks: boolean;
}

/** What an owner sets of the stream of a conference (C20). */
export interface StreamRules {
  /** Opens the stream beside the PIN. */
  password?: string;
  /** Most at a time, 0 for the server's limit. */
  readers: number;
  /** Is sent to a group address all the time. */
  multicast: boolean;
}

/** What an owner sets. */
export interface Settings {
  cid: string;
  name: string;
  description: string;
  location: string;
  access: AccessType;
  mode: Mode;
  maxSpeakers: number;
  pin: string;
  waitingRoom: boolean;
  waitingCategory: Category | '';
  joinUninvited: boolean;
  invited: Invited[];
  micOff: boolean;
  cameraOff: boolean;
  guests: GuestPermissions;
  guestLimit: number;
  layout: Arrangements;
  /** Left out: as usual. */
  recording?: RecordingRules;
  /** Players may read it as a stream. */
  rtspOutput: boolean;
  stream: StreamRules;
  /** None: a virtual room (G4). */
  schedule: Schedule | null;
  /** Minutes before the start, at most 4 (G5); none: as the administrator has set it. */
  reminders: number[] | null;
  inviteByMail: boolean;
  /** Until somebody who leads is there, the others wait. */
  waitForOwner: boolean;
  registration: Registration;
}

type Planning = 'schedule' | 'reminders' | 'inviteByMail' | 'waitForOwner' | 'registration';
type Optional = 'description' | 'location' | 'pin' | Planning;

/** What an owner has set, as the API tells it: what is empty may be left out. */
export type Stored = Omit<Settings, Optional> & Partial<Pick<Settings, Optional>>;

/** A conference as the API tells: the definition and how it stands now. */
export interface Conference extends Stored {
  id: string;
  revision: number;
  owner: string;
  ownerName?: string;
  maxParticipants: number;
  created: string;
  updated: string;
  url: string;
  hasPin?: boolean;
  /** How many have registered; for those who manage it. */
  registered?: number;
  /** Where people register; for those who manage it. */
  registrationNow?: RegistrationNow;
  /** HTML that shows a public conference in another page (A15). */
  widget?: string;
  running: boolean;
  started?: string;
  participants: number;
  locked: boolean;
  /** The recording that runs now. */
  liveRecording?: Recording;
  /** Where players read it, while it has a stream. */
  streamUrl?: string;
  /** The nearest meeting of a scheduled one that is not over (NB6). */
  next?: Occurrence | null;
  /** Pages of other services that take the meetings into a calendar there (D8). */
  calendarLinks?: { google?: string; outlook?: string; office365?: string };
  /** The permanent room of its owner (ND5). */
  personal?: boolean;
  mine: boolean;
  canManage: boolean;
}

export const path = (key: string) => `/conferences/${encodeURIComponent(key)}`;

export const conferencesKey = ['conferences'] as const;

export const sorts = ['updated', 'name', 'start'] as const;
export type Sort = (typeof sorts)[number];

/** Which of my own conferences and those I am invited to. */
export interface ListQuery {
  launch?: 'scheduled' | 'room';
  /** One's own, or those one is invited to. */
  part?: 'owner' | 'invited';
  sort?: Sort;
  q?: string;
  /** The nearest meeting, or the last when all are over, is between these moments. */
  from?: string;
  to?: string;
  order?: 'asc' | 'desc';
  limit?: number;
}

const listed = (list: ListQuery, cursor: string | undefined, signal: AbortSignal) =>
  api.get<Page<Conference>>('/conferences', { limit: 50, ...list, cursor }, signal);

/** Page after page. Asked again now and then, for others start and end them. */
export const conferencesQuery = (list: ListQuery) =>
  infiniteQueryOptions({
    queryKey: [...conferencesKey, 'list', list],
    queryFn: ({ signal, pageParam }) => listed(list, pageParam || undefined, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 2 ? 60_000 : 10_000),
  });

/** The first page alone. */
export const someConferencesQuery = (list: ListQuery) =>
  queryOptions({
    queryKey: [...conferencesKey, 'some', list],
    queryFn: ({ signal }) => listed(list, undefined, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

export const conferenceKey = (key: string) => ['conference', key] as const;

/** My permanent room; the server makes it when it is first asked for (ND5). */
export const personalRoomQuery = queryOptions({
  queryKey: [...conferencesKey, 'personal'],
  queryFn: ({ signal }) => api.get<Conference>('/me/room', undefined, signal),
});

export const conferenceQuery = (key: string) =>
  queryOptions({
    queryKey: conferenceKey(key),
    queryFn: ({ signal }) => api.get<Conference>(path(key), undefined, signal),
    refetchInterval: 5_000,
  });

interface FromTemplate {
  /** What is not given is as in this template. */
  template?: string;
  /** Also keep it as a template (G6). */
  saveAsTemplate?: boolean;
}

export const createConference = (settings: Partial<Settings> & { name: string } & FromTemplate) =>
  api.post<Conference>('/conferences', settings);
export const changeConference = (key: string, revision: number, change: Partial<Settings>) =>
  api.patch<Conference>(path(key), { ...change, revision });
/** Also while the page is being left. */
export const deleteConference = (key: string) => request<void>('DELETE', path(key), { keepalive: true });
export const startConference = (key: string) => api.post<unknown>(`${path(key)}/start`);
export const stopConference = (key: string) => api.post<unknown>(`${path(key)}/stop`);
/** Another PIN, made by the server (K2, K3); those inside stay (K4). */
export const renewPin = ({ id, running, revision }: Conference) =>
  running
    ? api.patch<unknown>(`${path(id)}/live`, { pin: 'new' })
    : api.patch<unknown>(path(id), { pin: 'new', revision });
export const lockConference = (key: string, locked: boolean) =>
  api.patch<unknown>(`${path(key)}/live`, { locked });
