import { Button, EmptyState, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { IconMailCheck, IconReload, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Letter,
  type LetterState,
  letterStates,
  lettersQuery,
  mailKey,
  mailQuery,
  removeLetter,
  retryLetter,
} from '../data/mail';
import { useDates } from '../i18n/dates';
import { Confirm } from '../parts/Confirm';
import { IconAction } from '../parts/IconAction';
import { tell, tellError } from '../parts/tell';
import { Failure } from '../shell/Failure';
import classes from './Mail.module.css';

/** Letters that wait, could not be sent, or were sent in the last 30 days. */
export function LettersTab() {
  const { t } = useTranslation();
  const [state, setState] = useState<LetterState>('waiting');
  const mail = useQuery(mailQuery);
  const letters = useInfiniteQuery(lettersQuery(state));
  const all = letters.data?.pages.flatMap((page) => page.items) ?? [];
  const total = letters.data?.pages[0]?.total ?? 0;
  const counts: Partial<Record<LetterState, number>> = {
    waiting: mail.data?.waiting,
    failed: mail.data?.failed,
  };
  const label = (value: LetterState) =>
    `${t(`mail.state.${value}`)}${counts[value] ? ` (${counts[value]})` : ''}`;
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('mail.states')}
        value={state}
        onChange={(value) => setState(value as LetterState)}
        data={letterStates.map((value) => ({ value, label: label(value) }))}
        className={classes.states}
      />
      <Text component="p" size="sm" c="dimmed" role="status" m={0}>
        {total > 0 && t('mail.found', { count: total })}
      </Text>
      {letters.error && !letters.data && <Failure error={letters.error} retry={() => letters.refetch()} />}
      {letters.isPending && <Skeleton height={220} aria-hidden />}
      {letters.data && all.length === 0 && (
        <EmptyState
          py="xl"
          icon={<IconMailCheck size={40} stroke={1.5} aria-hidden />}
          title={t(`mail.none.${state}`)}
          description={t('mail.none.text')}
        />
      )}
      <ul className={classes.list}>
        {all.map((letter) => (
          <Line key={letter.id} letter={letter} />
        ))}
      </ul>
      {letters.hasNextPage && (
        <Button variant="subtle" loading={letters.isFetchingNextPage} onClick={() => letters.fetchNextPage()}>
          {t('mail.more')}
        </Button>
      )}
    </Stack>
  );
}

function Line({ letter }: { letter: Letter }) {
  const { t } = useTranslation();
  const dates = useDates();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const after = {
    onSuccess: () => queries.invalidateQueries({ queryKey: mailKey }),
    onError: (error: unknown) => tellError(t, error),
  };
  const again = useMutation({ mutationFn: () => retryLetter(letter.id), ...after });
  const remove = useMutation({
    mutationFn: () => removeLetter(letter.id),
    ...after,
    onSuccess: () => {
      tell(t('mail.removed'));
      return after.onSuccess();
    },
  });
  const when = letter.done ?? letter.due ?? letter.created;
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fw={550} className={classes.words}>
          {letter.subject}
        </Text>
        <Text size="sm" className={classes.words}>
          {[letter.name, letter.email].filter(Boolean).join(' · ')}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`mail.occasion.${letter.occasion}`)} ·{' '}
          {t(`mail.when.${letter.state}`, { time: dates.full(when) })}
          {letter.tries > 1 && ` · ${t('mail.tries', { count: letter.tries })}`}
        </Text>
        {letter.error && (
          <Text size="sm" c="var(--danger)" className={classes.words}>
            {letter.error}
          </Text>
        )}
      </div>
      {letter.state !== 'sent' && (
        <div className={classes.acts}>
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconReload size={16} aria-hidden />}
            loading={again.isPending}
            onClick={() => again.mutate()}
          >
            {t('mail.again')}
          </Button>
          <IconAction label={t('mail.remove')} onClick={() => setAsking(true)}>
            <IconTrash size={18} aria-hidden />
          </IconAction>
        </div>
      )}
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('mail.removeTitle')}
        text={t('mail.removeText', { to: letter.name || letter.email })}
        action={t('mail.remove')}
        onConfirm={() => {
          setAsking(false);
          remove.mutate();
        }}
      />
    </li>
  );
}
