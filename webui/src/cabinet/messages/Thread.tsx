import { Button, Loader, Skeleton, VisuallyHidden } from '@mantine/core';
import { useDocumentVisibility } from '@mantine/hooks';
import { IconArrowDown } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/useStore';
import { type Conversation, type Message, messagesQuery } from '../data/conversations';
import { outbox } from '../data/outbox';
import { useMe } from '../data/session';
import { useDates } from '../i18n/dates';
import { Failure } from '../shell/Failure';
import { Bubble } from './Bubble';
import classes from './Messages.module.css';
import { Sending } from './Sending';
import { firstNewOf, type Line, linesOf } from './thread';
import { useReading } from './useReading';
import { useStaying } from './useStaying';
import { actText, dayText, inOneLine } from './words';

interface ThreadProps {
  conversation: Conversation;
  /** Asked to change the text of an own message. */
  change: (message: Message) => void;
}

/** What was said, oldest first; older ones come when one scrolls up. */
export function Thread({ conversation, change }: ThreadProps) {
  const { t } = useTranslation();
  const messages = useInfiniteQuery(messagesQuery(conversation.id));
  const all = useMemo(
    () => (messages.data?.pages ?? []).flatMap((page) => page.items).reverse(),
    [messages.data],
  );
  if (messages.data) return <Said conversation={conversation} change={change} all={all} query={messages} />;
  if (messages.error) {
    return (
      <div className={classes.thread}>
        <Failure error={messages.error} retry={() => messages.refetch()} />
      </div>
    );
  }
  return (
    <div className={classes.thread} role="status" aria-label={t('shell.loading')}>
      <Skeleton height={48} width="55%" radius="lg" mb="sm" />
      <Skeleton height={72} width="65%" radius="lg" mb="sm" ml="auto" />
      <Skeleton height={48} width="40%" radius="lg" />
    </div>
  );
}

interface SaidProps extends ThreadProps {
  all: readonly Message[];
  query: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    fetchNextPage: () => unknown;
  };
}

function Said({ conversation, change, all, query }: SaidProps) {
  const { t } = useTranslation();
  const me = useMe().login;
  const box = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLLIElement>(null);
  const mine = useStore(outbox.all, (list) => list);
  const leaving = useMemo(() => mine.filter((o) => o.conversation === conversation.id), [mine, conversation]);
  const newest = all.at(-1);
  const firstNew = useFirstNew(conversation, all);
  const lines = useMemo(
    () => linesOf(all, me, firstNew, conversation.seen),
    [all, me, firstNew, conversation.seen],
  );
  const older = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.isFetchNextPageError) query.fetchNextPage();
  };
  const { atEnd, toEnd } = useStaying(box, line, {
    oldest: all[0]?.number ?? 0,
    sent: leaving.length,
    older,
    has: query.hasNextPage,
  });
  useReading(conversation, newest, atEnd);
  return (
    <div className={classes.threadBox}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={classes.thread} ref={box} tabIndex={0} role="group" aria-label={t('messages.said')}>
        {query.isFetchingNextPage && <Loader size="sm" className={classes.older} />}
        {query.isFetchNextPageError && (
          <Button variant="subtle" fullWidth onClick={() => query.fetchNextPage()}>
            {t('messages.olderAgain')}
          </Button>
        )}
        {all.length === 0 && leaving.length === 0 && <p className={classes.begin}>{t('messages.begin')}</p>}
        <ol className={classes.lines}>
          {lines.map((one) => (
            <LineOf
              key={one.key}
              line={one}
              conversation={conversation}
              change={change}
              mark={one.kind === 'new' ? line : undefined}
            />
          ))}
          {leaving.map((one) => (
            <Sending key={one.key} one={one} />
          ))}
        </ol>
      </div>
      {!atEnd && (
        <Button
          className={classes.toEnd}
          radius="xl"
          variant="default"
          leftSection={<IconArrowDown size={18} aria-hidden />}
          onClick={toEnd}
        >
          {conversation.unread > 0
            ? t('messages.newOnes', { count: conversation.unread })
            : t('messages.toEnd')}
        </Button>
      )}
      <VisuallyHidden aria-live="polite">
        {newest && newest.from.login !== me && `${newest.from.name}: ${inOneLine(t, newest, me)}`}
      </VisuallyHidden>
    </div>
  );
}

/** Above which message the line "New messages" stands: what one has not seen when one comes, or comes back. */
function useFirstNew(conversation: Conversation, all: readonly Message[]): number | undefined {
  const me = useMe().login;
  const hidden = useDocumentVisibility() === 'hidden';
  const [after, setAfter] = useState(conversation.unread > 0 ? conversation.read : undefined);
  const newest = all.at(-1)?.number ?? 0;
  const left = useRef<number>(undefined);
  useEffect(() => {
    if (!hidden) left.current = undefined;
    else if (left.current === undefined) left.current = newest;
    else if (newest > left.current) setAfter(left.current);
  }, [hidden, newest]);
  return after === undefined ? undefined : firstNewOf(all, me, after);
}

interface LineProps extends ThreadProps {
  line: Line;
  mark?: React.Ref<HTMLLIElement>;
}

function LineOf({ line, conversation, change, mark }: LineProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const me = useMe().login;
  switch (line.kind) {
    case 'day':
      return (
        <li className={classes.day}>
          <span>{dayText(t, dates, line.at)}</span>
        </li>
      );
    case 'new':
      return (
        <li className={classes.new} ref={mark}>
          <span>{t('messages.newLine')}</span>
        </li>
      );
    case 'act':
      return <li className={classes.act}>{actText(t, line.message, me)}</li>;
    case 'message':
      return (
        <Bubble
          message={line.message}
          mine={line.mine}
          first={line.first}
          seen={line.seen}
          group={conversation.kind === 'group'}
          avatar={conversation.people.find((p) => p.login === line.message.from.login)?.avatar ?? ''}
          conversation={conversation.id}
          change={change}
        />
      );
  }
}
