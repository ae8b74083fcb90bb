import { createContext, useContext } from 'react';
import type { Conference } from '../state/conference';
import { useStore } from '../state/useStore';
import type { Call } from './call';
import type { Session } from './session';

export const SessionContext = createContext<Session | undefined>(undefined);
export const CallContext = createContext<Call | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('not on a conference page');
  return session;
}

export function useCall(): Call {
  const call = useContext(CallContext);
  if (!call) throw new Error('not in a call');
  return call;
}

/** A part of the conference one is in. */
export function useConference<S>(select: (c: Conference) => S): S {
  return useStore(useCall().conference, select);
}
