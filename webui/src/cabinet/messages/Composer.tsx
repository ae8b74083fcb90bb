import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { IconFile, IconPaperclip, IconSend2, IconX } from '@tabler/icons-react';
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileSize } from '../../i18n/format';
import { useStore } from '../../state/useStore';
import type { Conversation } from '../data/conversations';
import { drafts, setDraft } from '../data/drafts';
import { outbox } from '../data/outbox';
import { Fault } from '../parts/Fault';
import { IconAction } from '../parts/IconAction';
import { ringing } from '../ring/wire';
import classes from './Messages.module.css';
import type { Staged } from './useStaged';
import { isPicture } from './words';

/** The longest text of a message, in characters. */
export const longest = 4_000;

/** On a touch keyboard there is no Shift+Enter: there Enter begins a line, and the button sends. */
export const touch = () => matchMedia('(pointer: coarse)').matches;

interface Props {
  conversation: Conversation;
  title: string;
  staged: Staged;
}

/** Where one writes. What is not sent stays, also when one looks elsewhere meanwhile. */
export function Composer({ conversation, title, staged }: Props) {
  const { t } = useTranslation();
  const { id } = conversation;
  const text = useStore(drafts, (all) => all[id] ?? '');
  const picker = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!touch()) field.current?.focus({ preventScroll: true });
  }, []);
  const empty = !text.trim() && staged.files.length === 0;

  const send = (e?: FormEvent) => {
    e?.preventDefault();
    if (empty) return;
    outbox.send(id, text.trim(), staged.files);
    setDraft(id, '');
    staged.clear();
    field.current?.focus();
  };
  const onKey = (e: KeyboardEvent) => {
    if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing || touch()) return;
    e.preventDefault();
    send();
  };
  const onPaste = (e: ClipboardEvent) => {
    // A copied table comes as a picture, too: then its text is meant.
    if (e.clipboardData.files.length === 0 || e.clipboardData.getData('text/plain')) return;
    e.preventDefault();
    staged.add(e.clipboardData.files);
  };
  return (
    <form className={classes.composer} onSubmit={send} aria-label={t('messages.write', { name: title })}>
      <StagedFault staged={staged} />
      {staged.files.length > 0 && (
        <ul className={classes.staged} aria-label={t('messages.attached')}>
          {staged.files.map((file, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same file may be chosen twice
            <StagedFile key={`${file.name} ${i}`} file={file} remove={() => staged.remove(file)} />
          ))}
        </ul>
      )}
      <div className={classes.write}>
        <Tooltip label={t('messages.attach')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={40}
            aria-label={t('messages.attach')}
            onClick={() => picker.current?.click()}
          >
            <IconPaperclip size={22} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(e) => {
            staged.add(e.target.files ?? []);
            e.target.value = '';
          }}
        />
        <Textarea
          ref={field}
          className={classes.field}
          aria-label={t('messages.write', { name: title })}
          placeholder={t('messages.placeholder')}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={longest}
          value={text}
          onChange={(e) => setDraft(id, e.currentTarget.value)}
          onKeyDown={onKey}
          onPaste={onPaste}
        />
        <Tooltip label={t('messages.send')}>
          <ActionIcon type="submit" size={40} aria-label={t('messages.send')} disabled={empty}>
            <IconSend2 size={22} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </form>
  );
}

function StagedFault({ staged: { fault } }: { staged: Staged }) {
  const { t, i18n } = useTranslation();
  if (!fault) return null;
  const most = fileSize(ringing.fileBytes, i18n.language);
  return <Fault text={t(`messages.fault.${fault.why}`, { name: fault.name, most })} mb="md" />;
}

function StagedFile({ file, remove }: { file: File; remove: () => void }) {
  const { t, i18n } = useTranslation();
  const [picture, setPicture] = useState<string>();
  useEffect(() => {
    if (!isPicture(file.type)) return;
    const address = URL.createObjectURL(file);
    setPicture(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return (
    <li>
      {picture ? <img src={picture} alt="" /> : <IconFile size={22} stroke={1.75} aria-hidden />}
      <span className={classes.fileWords}>
        <span>{file.name}</span>
        <small>{fileSize(file.size, i18n.language)}</small>
      </span>
      <IconAction label={t('messages.detach', { name: file.name })} onClick={remove}>
        <IconX size={18} aria-hidden />
      </IconAction>
    </li>
  );
}
