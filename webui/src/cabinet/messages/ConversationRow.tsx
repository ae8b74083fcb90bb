import { Badge, VisuallyHidden } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Presence } from '../../protocol/messages';
import { useStore } from '../../state/useStore';
import type { Conversation } from '../data/conversations';
import { drafts } from '../data/drafts';
import { useMe } from '../data/session';
import { useDates } from '../i18n/dates';
import { ConversationFace } from './ConversationFace';
import classes from './Messages.module.css';
import { lastLine, titleOf } from './words';

interface Props {
  conversation: Conversation;
  state?: Presence;
  selected: boolean;
}

/** One conversation: with whom, what was said last, how much is unread. */
export function ConversationRow({ conversation, state, selected }: Props) {
  const { t } = useTranslation();
  const me = useMe().login;
  const dates = useDates();
  const draft = useStore(drafts, (all) => all[conversation.id]);
  const { last, unread, muted } = conversation;
  return (
    <Link
      to={`/cabinet/messages/${encodeURIComponent(conversation.id)}`}
      className={classes.row}
      aria-current={selected ? 'true' : undefined}
      data-unread={unread > 0 || undefined}
      preventScrollReset
    >
      <ConversationFace conversation={conversation} state={state} size={44} />
      <span className={classes.rowWords}>
        <span className={classes.rowLine}>
          <span className={classes.rowName}>{titleOf(t, conversation, me)}</span>
          {last && (
            <time className={`tabular ${classes.rowTime}`} dateTime={last.at}>
              {dates.short(last.at)}
            </time>
          )}
        </span>
        <span className={classes.rowLine}>
          <span className={classes.rowLast}>
            {draft && !selected ? (
              <>
                <span className={classes.draft}>{t('messages.draft')}</span> {draft}
              </>
            ) : (
              lastLine(t, conversation, me)
            )}
          </span>
          {muted && (
            <>
              <IconBellOff size={16} className={classes.rowMuted} aria-hidden />
              <VisuallyHidden>{t('messages.muted')}</VisuallyHidden>
            </>
          )}
          {unread > 0 && (
            <Badge
              circle={unread < 10}
              color={muted ? 'gray' : 'accent'}
              variant={muted ? 'light' : 'filled'}
            >
              <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
              <VisuallyHidden>{t('messages.unread', { count: unread })}</VisuallyHidden>
            </Badge>
          )}
        </span>
      </span>
    </Link>
  );
}
