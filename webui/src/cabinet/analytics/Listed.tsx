import { Button, EmptyState, Skeleton, Text } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../../api/types';
import { Failure } from '../shell/Failure';
import classes from './Analytics.module.css';

interface Props<T> {
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  /** How many there are, in words. */
  found: (total: number) => string;
  /** Something is filtered out. */
  filtered: boolean;
  /** Said when there is nothing at all. */
  nothing: { title: string; text: string };
  children: (items: T[]) => ReactNode;
}

/** A list that is fetched page by page, in all its states. */
export function Listed<T>({ query, found, filtered, nothing, children }: Props<T>) {
  const { t } = useTranslation();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  if (query.error && !query.data) return <Failure error={query.error} retry={() => query.refetch()} />;
  return (
    <>
      <Text component="p" size="sm" c="dimmed" role="status" className={classes.found}>
        {total > 0 && found(total)}
      </Text>
      {query.isPending && (
        <div role="status" aria-label={t('shell.loading')}>
          <Skeleton height={200} radius="md" />
        </div>
      )}
      {query.data && total === 0 && (
        <EmptyState
          py="xl"
          icon={<IconSearchOff size={40} stroke={1.5} aria-hidden />}
          title={filtered ? t('analytics.none.title') : nothing.title}
          description={filtered ? t('analytics.none.text') : nothing.text}
        />
      )}
      {items.length > 0 && children(items)}
      {query.hasNextPage && (
        <Button
          variant="subtle"
          fullWidth
          mt="xs"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          {t('analytics.more', { count: total - items.length })}
        </Button>
      )}
    </>
  );
}
