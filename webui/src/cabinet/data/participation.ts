import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { OwnParticipation } from '../../api/types';

export const participationKey = ['participation'] as const;

/** My permission to take part in conferences (D6); null where the server asks for none, or does not show it. */
const participationQuery = queryOptions({
  queryKey: participationKey,
  staleTime: 60_000,
  refetchInterval: 10 * 60_000,
  queryFn: async ({ signal }): Promise<OwnParticipation | null> => {
    try {
      const session = await api.get<{ participation?: OwnParticipation }>('/session', undefined, signal);
      return session.participation ?? null;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

export const useParticipation = () => useQuery(participationQuery).data ?? undefined;

export const prolongParticipation = () => api.post<OwnParticipation>('/me/participation/prolong');
