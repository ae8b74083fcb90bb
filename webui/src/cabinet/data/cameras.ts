import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page } from '../../api/types';

/** How a camera does; the list is the server's. */
export const cameraStates = [
  'connecting',
  'live',
  'no_signal',
  'wrong_password',
  'unreachable',
  'not_found',
  'unsupported',
  'barred',
  'failed',
] as const;
export type CameraState = (typeof cameraStates)[number];

/** What is known of a camera at one moment; what is not known is 0 or empty. */
export interface CameraLook {
  state: CameraState | '';
  since: string;
  problem: string;
  watchers: number;
  video: string;
  width: number;
  height: number;
  sound: string;
  rate: number;
  bits: number;
  transport: string;
  keyAt?: string;
}

/** A camera of the book. */
export interface Camera {
  id: string;
  name: string;
  /** With … for what is secret; given back unchanged it stays. */
  address: string;
  device: { address: string; login: string; hasPassword: boolean; profile: string };
  notes: string;
  revision: number;
  /** Of one that somebody watches. */
  now?: CameraLook;
  conferences: { cid: string; name: string }[];
}

export interface CameraInput {
  name?: string;
  address?: string;
  login?: string;
  password?: string;
  notes?: string;
  device?: { address?: string; login?: string; password?: string; profile?: string };
}

export interface Tested extends CameraLook {
  took: number;
  /** A JPEG file in base64. */
  picture?: string;
}

/** A device that answered a search. */
export interface Found {
  address: string;
  host: string;
  name: string;
  model: string;
}

export interface Profile {
  token: string;
  name: string;
  video: string;
  width: number;
  height: number;
  rate: number;
  sound: string;
  moves: boolean;
}

export interface Described {
  manufacturer: string;
  model: string;
  profiles: Profile[];
}

export const camerasKey = ['cameras'] as const;

export const camerasQuery = queryOptions({
  queryKey: camerasKey,
  queryFn: async ({ signal }) => (await api.get<Page<Camera>>('/admin/cameras', undefined, signal)).items,
  refetchInterval: 5_000,
});

/** Those that can be called into a conference; nobody without the right to call gets them. */
export const callableCamerasQuery = queryOptions({
  queryKey: ['callable-cameras'],
  queryFn: async ({ signal }) =>
    (await api.get<Page<{ id: string; name: string }>>('/cameras', undefined, signal)).items,
  retry: false,
  staleTime: 30_000,
});

/** Cameras of the book whose names have what is typed, as they are put on an invited list. */
export const matching = (book: readonly { id: string; name: string }[], typed: string) =>
  typed === ''
    ? []
    : book
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .slice(0, 20)
        .map(({ id, name }) => ({ dial: `camera:${id}`, name }));

const path = (id: string) => `/admin/cameras/${encodeURIComponent(id)}`;

export const makeCamera = (camera: CameraInput) => api.post<Camera>('/admin/cameras', camera);
export const changeCamera = (id: string, revision: number, change: CameraInput) =>
  api.patch<Camera>(path(id), { ...change, revision });
export const removeCamera = (id: string) => api.delete(path(id));
export const testCamera = (camera: CameraInput & { id?: string }) =>
  api.post<Tested>('/admin/cameras/test', camera);
export const searchCameras = async () => (await api.post<Page<Found>>('/admin/cameras/search')).items;
export const describeCamera = (device: { address: string; login: string; password: string }) =>
  api.post<Described>('/admin/cameras/describe', device);

/** Where the last picture of a camera is; another address for another picture. */
export const pictureOf = (camera: Camera) =>
  camera.now?.keyAt &&
  `/api/v1${path(camera.id)}/picture?at=${Math.floor(Date.parse(camera.now.keyAt) / 30_000)}`;
