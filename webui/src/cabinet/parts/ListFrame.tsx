import { Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './List.module.css';
import { PageTitle } from './PageTitle';

interface Props {
  /** Left out where the list is a part of a page with a heading of its own. */
  title?: string;
  hint?: string;
  /** What makes a new item. */
  add?: ReactNode;
  /** What the search looks through, in words. */
  search: string;
  text: string;
  onText: (text: string) => void;
  /** Which items are shown; beside the search. */
  filter: ReactNode;
  order?: ReactNode;
  /** How many there are, in words; empty for none. */
  found: string;
  query: Pick<UseQueryResult, 'data' | 'error' | 'isPending'> & { refetch: () => unknown };
  /** Said when there are none. */
  nothing: ReactNode;
  /** The rows. */
  children: ReactNode;
}

/** What every list of the cabinet has: heading, search, filter, number, and its states without rows. */
export function ListFrame(props: Props) {
  const { title, query, found } = props;
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      {title && <Head title={title} hint={props.hint} add={props.add} />}
      <Group gap="sm" className={classes.tools}>
        <TextInput
          type="search"
          className={classes.search}
          aria-label={props.search}
          placeholder={props.search}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={props.text}
          onChange={(e) => props.onText(e.currentTarget.value)}
        />
        {props.filter}
      </Group>
      <Group justify="space-between" gap="sm" mih={props.order ? 36 : undefined}>
        <Text component="p" size="sm" c="dimmed" role="status" m={0}>
          {found}
        </Text>
        {props.order}
      </Group>
      {query.error && !query.data ? <Failure error={query.error} retry={() => query.refetch()} /> : undefined}
      {query.isPending && (
        <div role="status" aria-label={t('shell.loading')} className={classes.rows}>
          {[1, 2, 3, 4, 5].map((n) => (
            <Skeleton key={n} height={72} radius="md" />
          ))}
        </div>
      )}
      {query.data !== undefined && !found && props.nothing}
      {props.children}
    </Stack>
  );
}

function Head({ title, hint, add }: { title: string; hint?: string; add?: ReactNode }) {
  useTitle(title);
  return (
    <Group justify="space-between" align="flex-end">
      <div className={classes.head}>
        <PageTitle>{title}</PageTitle>
        <Text c="dimmed" size="sm">
          {hint}
        </Text>
      </div>
      {add}
    </Group>
  );
}
