import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Mode } from './conference';

/** A conference that goes on. */
export interface Running {
  id: string;
  cid: string;
  name: string;
  ownerName: string;
  mode: Mode;
  started?: string;
  participants: number;
  locked: boolean;
  recording?: object;
  stream?: object;
}

/** How busy the machine is on which the server runs. */
export interface Machine {
  since: string;
  cores: number;
  /** Cores wanted in the last minute. */
  load: number;
  /** Seconds of one core that the server has used. */
  cpu: number;
  /** Bytes in memory, and free on the disk. */
  memory: number;
  disk: number;
  /** Packets of sound and picture since the start. */
  sent: number;
}

export const runningQuery = queryOptions({
  queryKey: ['running'],
  queryFn: ({ signal }) =>
    api.get<{ items: Running[]; machine: Machine }>('/admin/running', undefined, signal),
  refetchInterval: 5_000,
});

/** Where a backup is fetched. */
export const backupPath = (withKey: boolean) => `/api/v1/admin/backup${withKey ? '?key=true' : ''}`;

/** Something that an administrator has done. */
export interface Act {
  id: string;
  at: string;
  by: string;
  /** Name of the API key that was used. */
  key?: string;
  source: string;
  operation: string;
  about?: string;
  fields?: string[];
}

export const actsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['acts', q],
    queryFn: ({ signal, pageParam }) =>
      api.get<{ items: Act[]; next: string }>(
        '/admin/acts',
        { q: q || undefined, limit: 100, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
  });
