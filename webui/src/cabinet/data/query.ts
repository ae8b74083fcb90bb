import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/problem';
import { sessionKey } from './session';

/** A refusal stays one; only what may pass by itself is asked for again. */
function worthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 3) return false;
  return error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

export function createQueries(): QueryClient {
  const signedOut = (error: unknown) => {
    // Signed out elsewhere, or by an administrator: the shell then leads to the login page.
    if (error instanceof ApiError && error.status === 401 && error.code !== 'wrong_password') {
      queries.setQueryData(sessionKey, null);
    }
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: signedOut }),
    mutationCache: new MutationCache({ onError: signedOut }),
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 5_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return queries;
}
