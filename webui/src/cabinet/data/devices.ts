import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page } from '../../api/types';

/** A desk phone or terminal that may register and call as its account. */
export interface Device {
  id: string;
  /** With which it registers. */
  username: string;
  login: string;
  label: string;
  created: string;
  /** Where it is registered now. */
  contacts: { address: string; agent: string; expires: string }[];
}

/** Where a phone reaches this server. */
export interface ServerAddress {
  transport: Transport;
  host: string;
  port: number;
}

export type Transport = 'udp' | 'tcp' | 'tls';

/** What is told once, when a device is made. */
export interface NewDevice extends Device {
  secret: string;
  server: ServerAddress[];
}

/** Whose devices: a login, or one's own. */
export type Owner = string | 'me';

const path = (owner: Owner) =>
  owner === 'me' ? '/me/devices' : `/users/${encodeURIComponent(owner)}/devices`;

export const devicesKey = ['devices'] as const;

export const devicesQuery = (owner: Owner) =>
  queryOptions({
    queryKey: [...devicesKey, 'of', owner],
    queryFn: async ({ signal }) => (await api.get<Page<Device>>(path(owner), undefined, signal)).items,
    refetchInterval: 15_000,
  });

export const allDevicesQuery = (q: string) =>
  queryOptions({
    queryKey: [...devicesKey, 'all', q],
    queryFn: async ({ signal }): Promise<Page<Device>> =>
      api.get<Page<Device>>('/admin/sip/devices', { q: q || undefined, limit: 500 }, signal),
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });

export const makeDevice = (owner: Owner, label: string) => api.post<NewDevice>(path(owner), { label });
export const revokeDevice = (owner: Owner, id: string) =>
  api.delete(`${path(owner)}/${encodeURIComponent(id)}`);
