import { IconPaperclip, IconSend } from '@tabler/icons-react';
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { chatTo } from '../../call/panels';
import { useStore } from '../../state/useStore';
import { Choice } from '../Choice';
import { IconButton } from '../IconButton';
import { UploadLine } from './UploadLine';
import { useUpload } from './useUpload';

/** Where one writes: to all or to one, with files. */
export function ChatForm() {
  const { t } = useTranslation();
  const call = useCall();
  const limit = useStore(useSession().hello, (h) => h?.limits.chatRunes ?? 4000);
  const { chatAll, chatOne, sendFiles } = useConference((c) => c.you.permissions);
  const people = useConference((c) => c.participants);
  const me = useConference((c) => c.you.id);
  const wanted = useStore(chatTo, (to) => to);
  const others = chatOne ? people.filter((p) => p.id !== me) : [];
  const to = others.some((p) => p.id === wanted) ? wanted : chatAll ? '' : (others[0]?.id ?? '');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const upload = useUpload(to);

  if (!chatAll && !chatOne) return <p className="panel-note">{t('chat.notAllowed')}</p>;

  const send = async (e?: FormEvent) => {
    e?.preventDefault();
    const words = text.trim();
    if (!words || busy || (!to && !chatAll)) return;
    setBusy(true);
    const answer = await call.act('chat', { text: words, ...(to ? { to } : {}) });
    setBusy(false);
    if (answer) setText('');
  };
  const onKey = (e: KeyboardEvent) => {
    if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return;
    e.preventDefault();
    void send();
  };
  const onPaste = (e: ClipboardEvent) => {
    const file = e.clipboardData.files[0];
    if (!file || !sendFiles) return;
    e.preventDefault();
    void upload.start(file);
  };
  return (
    <form className="chat-form" onSubmit={send}>
      {others.length > 0 && (
        <Choice
          label={t('chat.recipient')}
          value={to}
          options={[
            ...(chatAll ? [{ value: '', label: t('chat.all') }] : []),
            ...others.map((p) => ({ value: p.id, label: p.name })),
          ]}
          onChange={(value) => chatTo.set(value)}
        />
      )}
      <UploadLine upload={upload} />
      <div className="chat-line">
        {sendFiles && (
          <>
            <IconButton
              label={t('chat.attach')}
              icon={<IconPaperclip />}
              onClick={() => picker.current?.click()}
            />
            <input
              ref={picker}
              type="file"
              hidden
              onChange={(e) => {
                const file = e.target.files?.[0];
                e.target.value = '';
                if (file) void upload.start(file);
              }}
            />
          </>
        )}
        <textarea
          aria-label={t('chat.write')}
          placeholder={t('chat.write')}
          rows={1}
          maxLength={limit}
          value={text}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={onKey}
          onPaste={onPaste}
        />
        <IconButton
          type="submit"
          label={t('chat.send')}
          icon={<IconSend />}
          disabled={!text.trim() || busy}
        />
      </div>
    </form>
  );
}
