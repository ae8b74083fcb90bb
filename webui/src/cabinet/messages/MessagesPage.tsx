import { EmptyState } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ConversationList } from './ConversationList';
import { ConversationPane } from './ConversationPane';
import classes from './Messages.module.css';

/** Chats outside of conferences (E7, E8): the list of conversations, and one of them beside it. */
export function MessagesPage() {
  const { conversation } = useParams();
  return (
    <div className={classes.page} data-selected={conversation !== undefined || undefined}>
      <div className={classes.list}>
        <ConversationList selected={conversation} />
      </div>
      <div className={classes.side}>
        {conversation ? <ConversationPane key={conversation} id={conversation} /> : <Nothing />}
      </div>
    </div>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <div className={classes.nothing}>
      <EmptyState
        icon={<IconMessages size={40} stroke={1.5} aria-hidden />}
        title={t('messages.choose.title')}
        description={t('messages.choose.text')}
      />
    </div>
  );
}
