import { IconDownload, IconFile } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { download } from '../../call/files';
import { notifyError } from '../../call/notices';
import { clock, fileSize } from '../../i18n/format';
import { codeOf } from '../../protocol/refusal';
import type { ChatFile, ChatMessage } from '../../protocol/types';
import { Button } from '../Button';
import { Linked } from '../Linked';

interface Props {
  message: ChatMessage;
  before: ChatMessage | undefined;
}

/** One message; those of one person in one minute stand under one name. */
export function Message({ message, before }: Props) {
  const { t, i18n } = useTranslation();
  const me = useConference((c) => c.you.id);
  const mine = message.from.id === me;
  const time = clock(message.at, i18n.language);
  const follows =
    before?.from.id === message.from.id &&
    before.to?.id === message.to?.id &&
    clock(before.at, i18n.language) === time;
  return (
    <li className={mine ? 'message is-mine' : 'message'}>
      {!follows && (
        <p className="message-head">
          <strong>{mine ? t('chat.you') : message.from.name}</strong>
          {message.to && (
            <span className="message-private">
              {message.to.id === me ? t('chat.toYou') : t('chat.to', { name: message.to.name })}
            </span>
          )}
          <time dateTime={message.at}>{time}</time>
        </p>
      )}
      {message.text && (
        <p className="message-text">
          <Linked text={message.text} />
        </p>
      )}
      {message.file && <FileLine file={message.file} mine={mine} />}
    </li>
  );
}

function FileLine({ file, mine }: { file: ChatFile; mine: boolean }) {
  const { t, i18n } = useTranslation();
  const call = useCall();
  const receives = useConference((c) => c.you.permissions.receiveFiles);
  const [busy, setBusy] = useState(false);
  if (!receives && !mine) return <p className="message-file muted">{t('chat.fileNotAllowed')}</p>;
  const get = () => {
    setBusy(true);
    download(file, call.conference.get().you.resume)
      .catch((cause: unknown) => notifyError(codeOf(cause)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="message-file">
      <IconFile />
      <span className="file-name">
        {file.name}
        <small>{fileSize(file.size, i18n.language)}</small>
      </span>
      <Button
        icon={<IconDownload />}
        busy={busy}
        aria-label={t('chat.download', { name: file.name })}
        onClick={get}
      >
        {t('chat.get')}
      </Button>
    </div>
  );
}
