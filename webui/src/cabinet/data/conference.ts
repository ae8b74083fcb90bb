import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, request } from '../../api/client';
import type { Page } from '../../api/types';
import type { LayoutType, Spec } from '../../layout/layout';
import type { Recording } from '../../protocol/types';
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
  layout: Spec;
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

/** A conference as the API tells: the definition and how it stands now. */
export interface Conference extends Omit<Settings, Optional>, Partial<Pick<Settings, Optional>> {
  id: string;
  revision: number;
  owner: string;
  ownerName?: string;
  maxParticipants: number;
  created: string;
  updated: string;
  url: string;
  hasPin?: boolean;
  running: boolean;
  started?: string;
  participants: number;
  locked: boolean;
  /** The recording that runs now. */
  liveRecording?: Recording;
  /** Where players read it, while it has a stream. */
  streamUrl?: string;
  /** The nearest meeting of a scheduled one that is not over (NB6). */
  next?: Occurrence;
  /** The permanent room of its owner (ND5). */
  personal?: boolean;
  mine: boolean;
  canManage: boolean;
}

export const path = (key: string) => `/conferences/${encodeURIComponent(key)}`;

/** A person's list has a few dozen; more than this many are not sorted in the browser. */
const mostListed = 5_000;

async function all(q: string, signal: AbortSignal): Promise<Page<Conference>> {
  const items: Conference[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await api.get<Page<Conference>>(
      '/conferences',
      { q: q || undefined, limit: 500, cursor },
      signal,
    );
    items.push(...page.items);
    cursor = page.next || undefined;
    if (!cursor || items.length >= mostListed) return { items, total: page.total };
  }
}

export const conferencesKey = ['conferences'] as const;

/** My own and those I am invited to. Asked again now and then, for others start and end them. */
export const conferencesQuery = (q = '') =>
  queryOptions({
    queryKey: [...conferencesKey, q],
    queryFn: ({ signal }) => all(q, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

export const conferenceKey = (key: string) => ['conference', key] as const;

export const conferenceQuery = (key: string) =>
  queryOptions({
    queryKey: conferenceKey(key),
    queryFn: ({ signal }) => api.get<Conference>(path(key), undefined, signal),
    refetchInterval: 5_000,
  });

export const createConference = (settings: Partial<Settings> & { name: string }) =>
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
