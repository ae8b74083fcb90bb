import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { panel } from '../../call/panels';
import { IconButton } from '../IconButton';
import { ChatForm } from './ChatForm';
import { Message } from './Message';

export function ChatPanel() {
  const { t } = useTranslation();
  const call = useCall();
  const chat = useConference((c) => c.chat);
  const list = useRef<HTMLUListElement>(null);
  const count = chat.length;
  useEffect(() => {
    call.unread.set(0);
    const element = list.current;
    if (count > 0 && element) element.scrollTop = element.scrollHeight;
  }, [call, count]);
  return (
    <aside className="panel" aria-label={t('chat.title')}>
      <header>
        <h2>{t('chat.title')}</h2>
        <IconButton label={t('close')} icon={<IconX />} onClick={() => panel.set('none')} />
      </header>
      {count === 0 ? (
        <p className="panel-empty">{t('chat.empty')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <ul className="messages" ref={list} tabIndex={0} aria-label={t('chat.messages')}>
          {chat.map((message, i) => (
            <Message key={message.id} message={message} before={chat[i - 1]} />
          ))}
        </ul>
      )}
      <ChatForm />
    </aside>
  );
}
