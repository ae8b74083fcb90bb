import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page } from '../../api/types';

/** What a key lets a program do; "create" holds "read". */
export type Scope = 'read' | 'create' | 'admin';

/** An API key of mine: a program with it may do what I may, as far as its scopes go. */
export interface Key {
  id: string;
  name: string;
  scopes: Scope[];
  created: string;
  expires: string;
  /** As created when it was never used. */
  lastUsed: string;
  address: string;
}

export interface NewKey {
  name: string;
  scopes: Scope[];
  expires: string;
}

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await api.get<Page<Key>>('/keys', undefined, signal)).items,
});

/** The token is told here and never again. */
export const makeKey = (key: NewKey) => api.post<Key & { token: string }>('/keys', key);
export const revokeKey = (id: string) => api.delete(`/keys/${encodeURIComponent(id)}`);
