import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page, Participation, Person, User } from '../../api/types';
import type { ParticipationStanding } from '../participation/standing';

/** The account rights E1–E10, in the order of the requirements. */
export const rights = [
  'address_book',
  'call',
  'create_conference',
  'share_desktop',
  'remote_control',
  'show_presentation',
  'send_files',
  'receive_files',
  'record_client',
  'operator',
] as const;
export type Right = (typeof rights)[number];

/** What a new account gets, as the server does: all but the two that give power over others. */
export const defaultRights: readonly Right[] = rights.filter(
  (r) => r !== 'remote_control' && r !== 'operator',
);

/** People of the server who can be invited. */
export const peopleQuery = (q: string) =>
  queryOptions({
    queryKey: ['people', q],
    queryFn: async ({ signal }) => (await api.get<Page<Person>>('/people', { q, limit: 20 }, signal)).items,
    placeholderData: keepPreviousData,
  });

export const usersKey = ['users'] as const;
export const userKey = (login: string) => ['user', login] as const;

const path = (login: string) => `/users/${encodeURIComponent(login)}`;

/** What the server finds people by, beside words. */
export interface UserFilter {
  is?: 'administrator' | 'blocked' | 'locked';
  right?: Right;
  /** A group of people, by its id. */
  group?: string;
  participation?: ParticipationStanding;
}

export const usersQuery = (q: string, filter: UserFilter = {}) =>
  queryOptions({
    queryKey: [...usersKey, q, filter],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Page<User>> => {
      const items: User[] = [];
      let cursor: string | undefined;
      for (;;) {
        const page = await api.get<Page<User>>(
          '/users',
          { q: q || undefined, ...filter, limit: 500, cursor },
          signal,
        );
        items.push(...page.items);
        cursor = page.next || undefined;
        if (!cursor || items.length >= 5_000) return { items, total: page.total };
      }
    },
  });

export const userQuery = (login: string) =>
  queryOptions({
    queryKey: userKey(login),
    queryFn: ({ signal }) => api.get<User>(path(login), undefined, signal),
  });

export interface NewUser {
  login: string;
  name: string;
  email: string;
  password?: string;
  admin: boolean;
  rights: Right[];
  groups?: string[];
  /** Left out: what the settings of the server say. */
  participation?: Participation;
}

/** The password is told this once, when the server made it. */
export const createUser = (user: NewUser) => api.post<{ user: User; password?: string }>('/users', user);

export type UserChange = Partial<Pick<User, 'name' | 'email' | 'admin' | 'blocked' | 'participation'>> & {
  rights?: string[];
  groups?: string[];
};

export const changeUser = (login: string, revision: number, change: UserChange) =>
  api.patch<User>(path(login), { ...change, revision });
export const deleteUser = (login: string) => api.delete(path(login));
export const unlockUser = (login: string) => api.post<unknown>(`${path(login)}/unlock`);
export const signOutUser = (login: string) => api.delete(`${path(login)}/sessions`);
/** Without a password the server makes one and tells it once. */
export const resetPassword = (login: string, password?: string) =>
  api.put<{ password?: string } | undefined>(`${path(login)}/password`, password ? { password } : {});
