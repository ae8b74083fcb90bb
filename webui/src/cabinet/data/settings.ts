import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';

/** What the administrator sets for the server as a whole. */
export interface ServerSettings {
  serverName: string;
  contacts: { name: string; phone: string; email: string };
  equipmentUrl: string;
  language: string;
  lockout: { attempts: number; minutes: number };
  guests: { allowed: boolean };
  limits: {
    participants: number;
    conferencesPerUser: number;
    fileBytes: number;
    userFileBytes: number;
    conferenceFileBytes: number;
  };
  revision: number;
}

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.get<ServerSettings>('/settings', undefined, signal),
});

export const changeSettings = (settings: ServerSettings) => api.patch<ServerSettings>('/settings', settings);
