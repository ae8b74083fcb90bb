import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page } from '../../api/types';
import type { ServerAddress, Transport } from './devices';

/** The running gateway, as `GET /admin/sip` tells. */
export interface Gateway {
  addresses: { transport: Transport; address: string }[];
  /** Where phones reach it, by the host of this page. */
  reached: ServerAddress[];
  trunks: TrunkState[];
  devices: { username: string; address: string; transport: string; agent: string; expires: string }[];
  limited: Limited[];
  /** Calls under way. */
  calls: number;
}

/** Our registration at a trunk. */
export interface TrunkState {
  id: string;
  state: Standing;
  since: string;
  /** Registered until, or the next attempt after a failure. */
  until?: string;
  status?: number;
  reason?: string;
  cause?: CauseKind;
}

export type Standing = 'waiting' | 'registering' | 'registered' | 'failed';

/** A source that sends too much of what leads nowhere. */
export interface Limited {
  source: string;
  rule: string;
  misses: number;
  dropped: number;
  since: string;
  last: string;
  now: boolean;
}

/** Why a call or a registration ended; the list is the server's. */
export const causes = [
  'hungup',
  'cancelled',
  'elsewhere',
  'busy',
  'declined',
  'noanswer',
  'notfound',
  'unavailable',
  'unreachable',
  'forbidden',
  'notacceptable',
  'redirected',
  'failed',
  'lost',
  'replaced',
  'shutdown',
] as const;
export type CauseKind = (typeof causes)[number];

export interface Cause {
  kind: CauseKind;
  text: string;
  status?: number;
  reason?: string;
  local: boolean;
}

export interface LoggedCall {
  id: string;
  began: string;
  direction: 'in' | 'out';
  from: string;
  to: string;
  peer?: string;
  trunk?: string;
  answered?: string;
  /** Left out: under way. */
  ended?: string;
  cause?: Cause;
  traced: boolean;
  /** Seconds. */
  duration: number;
}

export interface Trace {
  messages: { at: string; sent: boolean; peer: string; transport: string; text: string }[];
  cut: boolean;
}

export const steps = ['none', 'sent', 'trying', 'ringing', 'answered'] as const;
export type Step = (typeof steps)[number];

/** How far a test call came. */
export interface Test {
  reached: Step;
  cause?: Cause;
  trunk?: string;
  address?: string;
  took: number;
  call?: string;
}

/** Which numbers a trunk carries, and how they are dialled there. */
export interface Pattern {
  match: string;
  strip: number;
  prepend: string;
}

export type Registration = 'off' | 'permanent' | 'before_call';

/** A SIP server that calls go through. */
export interface Trunk {
  id: string;
  name: string;
  host: string;
  /** 0: that of the transport. */
  port: number;
  transport: Transport;
  login: string;
  hasPassword: boolean;
  realm: string;
  from: { user: string; name: string; domain: string };
  default: boolean;
  patterns: Pattern[];
  registration: Registration;
  expires: number;
  enabled: boolean;
  revision: number;
}

/** What is said of a trunk that is made or changed; without a password the old one stays. */
export type TrunkInput = Omit<Trunk, 'id' | 'hasPassword' | 'revision'> & { password?: string };

export const gatewayKey = ['gateway'] as const;

export const gatewayQuery = queryOptions({
  queryKey: gatewayKey,
  queryFn: ({ signal }) => api.get<Gateway>('/admin/sip', undefined, signal),
  refetchInterval: 5_000,
});

export const trunksQuery = queryOptions({
  queryKey: [...gatewayKey, 'trunks'],
  queryFn: async ({ signal }) => (await api.get<Page<Trunk>>('/admin/sip/trunks', undefined, signal)).items,
});

export const callsQuery = queryOptions({
  queryKey: [...gatewayKey, 'calls'],
  queryFn: async ({ signal }) =>
    (await api.get<Page<LoggedCall>>('/admin/sip/calls', undefined, signal)).items,
  refetchInterval: 5_000,
});

export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: [...gatewayKey, 'trace', id],
    queryFn: ({ signal }) =>
      api.get<Trace>(`/admin/sip/calls/${encodeURIComponent(id)}/trace`, undefined, signal),
  });

const trunkPath = (id: string) => `/admin/sip/trunks/${encodeURIComponent(id)}`;

export const makeTrunk = (trunk: TrunkInput) => api.post<Trunk>('/admin/sip/trunks', trunk);
export const changeTrunk = (id: string, revision: number, change: Partial<TrunkInput>) =>
  api.patch<Trunk>(trunkPath(id), { ...change, revision });
export const removeTrunk = (id: string) => api.delete(trunkPath(id));
export const releaseSource = (source: string) =>
  api.delete(`/admin/sip/limited/${encodeURIComponent(source)}`);
export const testCall = (dial: string, trunk?: string) =>
  api.post<Test>('/admin/sip/test-call', { dial, trunk });
