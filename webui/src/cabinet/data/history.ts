import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page } from '../../api/types';

export const historyKinds = ['missed', 'outgoing', 'incoming', 'conference'] as const;
export type HistoryKind = (typeof historyKinds)[number];

/** One call, or one stay in a conference. */
export interface HistoryEntry {
  id: string;
  kind: HistoryKind;
  with?: { name: string; login?: string; dial?: string };
  /** Absent of a call between two. */
  conference?: { cid: string; name: string; exists: boolean; owned: boolean };
  /** Why a call was not answered. */
  outcome?: string;
  start: string;
  seconds: number;
  ongoing: boolean;
}

export const historyKey = ['history'] as const;

export interface HistoryFilter {
  kind?: HistoryKind;
  q?: string;
  from?: string;
  to?: string;
}

export const historyQuery = (filter: HistoryFilter) =>
  infiniteQueryOptions({
    queryKey: [...historyKey, filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<HistoryEntry>>(
        '/history',
        { ...filter, q: filter.q || undefined, cursor: pageParam || undefined },
        signal,
      ),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
  });
