import { Button, EmptyState, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistoryOff, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Act, actsQuery } from '../data/overview';
import { useDates } from '../i18n/dates';
import { PageTitle } from '../parts/PageTitle';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import classes from './Admin.module.css';
import { Gate } from './Gate';

/** What administrators have done: who, what, about whom, from where. */
export function LogPage() {
  return (
    <Gate>
      <Log />
    </Gate>
  );
}

function Log() {
  const { t } = useTranslation();
  const dates = useDates();
  useTitle(t('log.title'));
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 200);
  const log = useInfiniteQuery(actsQuery(wanted));
  const acts = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes.page}>
      <PageTitle>{t('log.title')}</PageTitle>
      <Text c="dimmed" size="sm" mb="lg">
        {t('log.hint', { zone: dates.zone })}
      </Text>
      <TextInput
        type="search"
        maw="24rem"
        mb="md"
        aria-label={t('log.search')}
        placeholder={t('log.search')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
      />
      {log.error && !log.data && <Failure error={log.error} retry={() => log.refetch()} />}
      {log.isPending && <Skeleton height={240} radius="md" />}
      {log.data && acts.length === 0 && (
        <EmptyState
          py="xl"
          icon={<IconHistoryOff size={40} stroke={1.5} aria-hidden />}
          title={t('log.none')}
          description={t('log.noneHint')}
        />
      )}
      <ol className={classes.log}>
        {acts.map((act) => (
          <Line key={act.id} act={act} />
        ))}
      </ol>
      {log.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={log.isFetchingNextPage}
          onClick={() => log.fetchNextPage()}
        >
          {t('log.more')}
        </Button>
      )}
    </div>
  );
}

function Line({ act }: { act: Act }) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const known = i18n.exists(`log.operation.${act.operation}`);
  return (
    <li>
      <Text component="time" size="sm" c="dimmed" className="tabular" dateTime={act.at}>
        {dates.full(act.at)}
      </Text>
      <span>
        <b>{act.by}</b> {known ? t(`log.operation.${act.operation}`) : act.operation}
        {act.about && ` “${act.about}”`}
        {act.fields && act.fields.length > 0 && (
          <Text component="span" size="sm" c="dimmed" display="block">
            {t('log.fields', { fields: act.fields.join(', ') })}
          </Text>
        )}
        <Text component="span" size="xs" c="dimmed" display="block">
          {act.key
            ? t('log.byKey', { key: act.key, source: act.source })
            : t('log.from', { source: act.source })}
        </Text>
      </span>
    </li>
  );
}
