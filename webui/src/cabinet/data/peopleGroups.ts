import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Page } from '../../api/types';

/** A group of people of this server, such as a department (B3). */
export interface PeopleGroup {
  id: string;
  name: string;
}

/** The most groups of one person, as the server takes them. */
export const mostGroups = 20;

export const peopleGroupsKey = ['people-groups'] as const;

export const peopleGroupsQuery = queryOptions({
  queryKey: peopleGroupsKey,
  queryFn: async ({ signal }) =>
    (await api.get<Page<PeopleGroup>>('/people-groups', undefined, signal)).items,
});

const path = (id: string) => `/people-groups/${encodeURIComponent(id)}`;

export const makePeopleGroup = (name: string) => api.post<PeopleGroup>('/people-groups', { name });
export const renamePeopleGroup = (id: string, name: string) => api.patch<PeopleGroup>(path(id), { name });
export const removePeopleGroup = (id: string) => api.delete(path(id));
