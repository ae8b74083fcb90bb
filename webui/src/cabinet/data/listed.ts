import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Page } from '../../api/types';
import { type Conference, conferencesKey } from './conference';

/** The conference as a list has told it last. */
export function listedConference(queries: QueryClient, key: string): Conference | undefined {
  const is = (c: Conference) => c.id === key || c.cid === key;
  for (const [, list] of queries.getQueriesData<InfiniteData<Page<Conference>>>({
    queryKey: [...conferencesKey, 'list'],
  })) {
    const found = list?.pages.flatMap((page) => page.items).find(is);
    if (found) return found;
  }
  for (const [, page] of queries.getQueriesData<Page<Conference>>({
    queryKey: [...conferencesKey, 'some'],
  })) {
    const found = page?.items.find(is);
    if (found) return found;
  }
  return undefined;
}
