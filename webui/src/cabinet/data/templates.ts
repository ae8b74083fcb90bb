import { queryOptions } from '@tanstack/react-query';
import { api, request } from '../../api/client';
import type { Page } from '../../api/types';
import type { Settings, Stored } from './conference';

/** What is kept of a conference to make others from (G26). */
export interface Template {
  id: string;
  name: string;
  owner: string;
  revision: number;
  created: string;
  updated: string;
  settings: Stored;
}

/** What a template does not keep (G26). */
type Kept = Omit<Settings, 'cid' | 'schedule' | 'reminders'>;

const path = (id: string) => `/templates/${encodeURIComponent(id)}`;

export const templatesKey = ['templates'] as const;

/** There are at most a hundred. */
export const templatesQuery = queryOptions({
  queryKey: templatesKey,
  queryFn: ({ signal }) => api.get<Page<Template>>('/templates', { limit: 500 }, signal),
});

export const templateKey = (id: string) => ['template', id] as const;
export const templateQuery = (id: string) =>
  queryOptions({
    queryKey: templateKey(id),
    queryFn: ({ signal }) => api.get<Template>(path(id), undefined, signal),
  });

export const createTemplate = (settings: Partial<Kept> & { name: string }) =>
  api.post<Template>('/templates', { name: settings.name, settings });
/** Keeps a conference that exists as a template. */
export const templateFrom = (conference: string) => api.post<Template>('/templates', { from: conference });
export const changeTemplate = (id: string, revision: number, change: Partial<Kept>) =>
  api.patch<Template>(path(id), {
    revision,
    ...(change.name === undefined ? {} : { name: change.name }),
    settings: change,
  });
/** Also while the page is being left. */
export const deleteTemplate = (id: string) => request<void>('DELETE', path(id), { keepalive: true });
