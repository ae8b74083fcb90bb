import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Brand } from './brand';

/** What the administrator sets for the server as a whole. */
export interface ServerSettings {
  serverName: string;
  brand: Brand;
  contacts: { name: string; phone: string; email: string };
  equipmentUrl: string;
  language: string;
  /** IANA name: times are shown in it to those who chose none. */
  zone: string;
  /** Whether everybody sees all accounts in the address book. */
  people: { listAll: boolean };
  lockout: { attempts: number; minutes: number };
  guests: { allowed: boolean };
  limits: {
    participants: number;
    conferencesPerUser: number;
    fileBytes: number;
    userFileBytes: number;
    conferenceFileBytes: number;
  };
  recording: RecordingPolicy;
  /** Messages outside of meetings: days, 0 for ever. */
  messages: { keepDays: number };
  /** Instant meetings and calls: days after their end, 0 for ever. */
  instant: { keepDays: number };
  calls: CallPolicy;
  streams: StreamPolicy;
  planning: PlanningPolicy;
  participation: ParticipationPolicy;
  telephony: GatewayPolicy;
  revision: number;
}

/** What the administrator allows of recordings (L2). */
export interface RecordingPolicy {
  enabled: boolean;
  /** The longest recording. */
  maxHours: number;
  /** So long files are kept, 0 for ever. */
  keepDays: number;
}

/** Whether accounts need permission to take part in conferences (D6). */
export interface ParticipationPolicy {
  required: boolean;
  /** People may prolong a temporary one by a day. */
  prolong: boolean;
  /** People see their own in the cabinet. */
  shown: boolean;
  /** What new accounts get, with `until` for so many days. */
  initial: 'permanent' | 'until' | 'none';
  initialDays: number;
}

/** What the server does for scheduled meetings (G5). */
export interface PlanningPolicy {
  remindersAllowed: boolean;
  /** Minutes before the start, at most 4, where the owner chose none. */
  reminders: number[];
}

/** What the administrator allows of meetings as streams (C20, I16). */
export interface StreamPolicy {
  enabled: boolean;
  /** Of all meetings together, 0 for no limit. */
  readers: number;
  /** Of one, where its owner sets none; 0 for no limit. */
  readersOfEach: number;
  /** Group address and ports of multicast, '' for none. */
  group: string;
  /** How many routers multicast passes. */
  ttl: number;
}

/** What the administrator allows of calls to terminals, telephones and cameras. */
export interface CallPolicy {
  enabled: boolean;
  /** Cameras may be taken into meetings. */
  cameras: boolean;
  /** Telephone numbers that may be called, as patterns: x any digit, . at the end any more. */
  numbers: string[];
}

export const encryptions = ['off', 'optional', 'required'] as const;
export type Encryption = (typeof encryptions)[number];

/** What the administrator sets for calls from and to the outside. */
export interface GatewayPolicy {
  encryption: Encryption;
  /** Networks that are never limited. */
  trusted: string[];
  /** Networks that are never answered. */
  blocked: string[];
}

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.get<ServerSettings>('/settings', undefined, signal),
});

/** What can be changed; logos are sent by themselves. */
export type SettingsChange = Partial<Omit<ServerSettings, 'brand'>> & { brand?: Pick<Brand, 'accent'> };

export const changeSettings = (settings: SettingsChange) => api.patch<ServerSettings>('/settings', settings);
