import type { ReactNode } from 'react';
import { ApiError } from '../../api/problem';
import { useMe } from '../data/session';
import { Failure } from '../shell/Failure';

/** The administrator's pages; the server refuses others in any case. */
export function Gate({ children }: { children: ReactNode }) {
  return useMe().admin ? children : <Failure error={new ApiError(403, 'denied', '')} />;
}
