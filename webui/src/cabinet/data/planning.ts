import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, request } from '../../api/client';
import type { AccessType, Conference, Mode } from './conference';
import { conferencesKey, path } from './conference';
import type { Occurrence, Series } from './schedule';

/** A meeting in the agenda, with what a calendar shows of its conference. */
export interface AgendaItem {
  occurrence: Occurrence;
  conference: {
    id: string;
    cid: string;
    name: string;
    url: string;
    mode: Mode;
    access: AccessType;
    owner: string;
    ownerName: string;
    mine: boolean;
    canManage: boolean;
    running: boolean;
    participants: number;
    hasPin: boolean;
    registrationOn: boolean;
  };
}

/** My meetings between two moments. Below the key of lists: what changes those changes it, too. */
export const agendaQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: [...conferencesKey, 'agenda', from, to],
    queryFn: async ({ signal }) => {
      const items: AgendaItem[] = [];
      let cursor: string | undefined;
      for (;;) {
        const page = await api.get<{ items: AgendaItem[]; next?: string }>(
          '/agenda',
          { from, to, limit: 500, cursor },
          signal,
        );
        items.push(...page.items);
        cursor = page.next || undefined;
        if (!cursor || items.length >= 5_000) return items;
      }
    },
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

/** The next meetings by a series, reckoned by the server. */
export const previewQuery = (series: Series) =>
  queryOptions({
    queryKey: ['preview', series],
    queryFn: async ({ signal }) =>
      (
        await request<{ items: Occurrence[] }>('POST', '/schedule/preview', {
          body: { series },
          signal,
        })
      ).items.slice(0, 5),
    placeholderData: keepPreviousData,
    retry: false,
  });

const place = (id: string, { series, of }: Pick<Occurrence, 'series' | 'of'>) =>
  `${path(id)}/occurrences/${encodeURIComponent(series)}/${encodeURIComponent(of)}`;

export interface OccurrenceChange {
  start?: string;
  minutes?: number;
  cancelled?: boolean;
}

export const changeOccurrence = (
  room: Pick<Conference, 'id' | 'revision'>,
  which: Pick<Occurrence, 'series' | 'of'>,
  change: OccurrenceChange,
) => api.patch<Conference>(place(room.id, which), { ...change, revision: room.revision });

export const changeFollowing = (
  room: Pick<Conference, 'id' | 'revision'>,
  which: Pick<Occurrence, 'series' | 'of'>,
  next: Omit<Series, 'id' | 'changes'>,
) => api.put<Conference>(`${place(room.id, which)}/following`, { ...next, revision: room.revision });

export const cancelFollowing = (
  room: Pick<Conference, 'id' | 'revision'>,
  which: Pick<Occurrence, 'series' | 'of'>,
) =>
  request<Conference>('DELETE', `${place(room.id, which)}/following`, {
    query: { revision: room.revision },
  });

/** The nearest meetings of one conference that take place. */
export const meetingsQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: [...conferencesKey, 'meetings', id, revision],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: Occurrence[] }>(`${path(id)}/occurrences`, { limit: 5 }, signal)).items,
    placeholderData: keepPreviousData,
  });
