import { Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Conversation,
  conversationQuery,
  listedConversation,
  type Message,
} from '../data/conversations';
import { useMe } from '../data/session';
import { CardTop } from '../parts/CardTop';
import { Failure } from '../shell/Failure';
import { useTitle } from '../shell/title';
import { Composer } from './Composer';
import { ConversationTop } from './ConversationTop';
import classes from './Messages.module.css';
import { Rewriting } from './Rewriting';
import { Thread } from './Thread';
import { useStaged } from './useStaged';
import { otherOf, titleOf } from './words';

/** One conversation. What the list already knows of it stands there at once. */
export function ConversationPane({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const conversation = useQuery({
    ...conversationQuery(id),
    placeholderData: () => listedConversation(queries, id),
  });
  if (conversation.data) return <Known conversation={conversation.data} />;
  if (conversation.error) {
    return (
      <div>
        <CardTop list="/cabinet/messages" />
        <Failure error={conversation.error} retry={() => conversation.refetch()} />
      </div>
    );
  }
  return (
    <div role="status" aria-label={t('shell.loading')} className={classes.pane}>
      <Skeleton height={44} m="md" width="60%" />
    </div>
  );
}

function Known({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const me = useMe();
  const title = titleOf(t, conversation, me.login);
  useTitle(title);
  const [changed, change] = useState<Message>();
  const staged = useStaged(me.rights.includes('send_files'));
  return (
    <article className={classes.pane} aria-label={title} {...staged.dropping}>
      <ConversationTop conversation={conversation} title={title} />
      <Thread conversation={conversation} change={change} />
      {otherOf(conversation, me.login)?.gone ? (
        <p className={classes.gone}>{t('messages.gone')}</p>
      ) : changed ? (
        <Rewriting
          key={changed.number}
          conversation={conversation.id}
          message={changed}
          close={() => change(undefined)}
        />
      ) : (
        <Composer conversation={conversation} title={title} staged={staged} />
      )}
      {staged.over && (
        <div className={classes.drop} aria-hidden>
          {t('messages.dropHere')}
        </div>
      )}
    </article>
  );
}
