import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api, request } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { Page, ServerInfo, User } from '../../api/types';
import { carryOutAll } from './deletion';
import { forgetDrafts } from './drafts';
import { outbox } from './outbox';

export const sessionKey = ['session'] as const;

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return (await api.get<{ user: User }>('/session', undefined, signal)).user;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

export const serverQuery = queryOptions({
  queryKey: ['server'],
  staleTime: 300_000,
  queryFn: ({ signal }) => api.get<ServerInfo>('/server', undefined, signal),
});

export function useServer(): ServerInfo | undefined {
  return useQuery(serverQuery).data;
}

/** The signed-in person, below the shell, which draws nothing before there is one. */
export const MeContext = createContext<User | null>(null);

export function useMe(): User {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside the shell');
  return me;
}

/** One signed-in browser or program of mine. */
export interface Session {
  id: string;
  created: string;
  lastUsed: string;
  address: string;
  agent: string;
  current: boolean;
}

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await api.get<Page<Session>>('/sessions', undefined, signal)).items,
});

export async function signIn(login: string, password: string): Promise<User> {
  return (await api.post<{ user: User }>('/session', { login, password })).user;
}

/** Forgets everything of the person who was signed in. */
export function forget(queries: QueryClient): void {
  queries.clear();
  outbox.clear();
  forgetDrafts();
  queries.setQueryData(sessionKey, null);
}

/** What waits to be deleted is deleted before: afterwards nobody may. */
export const signOut = () => carryOutAll().then(() => api.delete('/session'));
export const signOutEverywhere = () => carryOutAll().then(() => api.delete('/sessions'));
export const endSession = (id: string) => api.delete(`/sessions/${encodeURIComponent(id)}`);

export const changeMe = (change: { name?: string; email?: string; language?: string; zone?: string }) =>
  api.patch<User | { user: User }>('/me', change);
export const changePassword = (old: string, next: string) => api.put('/me/password', { old, new: next });
export const putAvatar = (picture: Blob) =>
  request<unknown>('PUT', '/me/avatar', { body: picture, headers: { 'Content-Type': picture.type } });
export const deleteAvatar = () => api.delete('/me/avatar');
