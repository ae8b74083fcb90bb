import { Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Message, putMessage, rewrite } from '../data/conversations';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import { longest, touch } from './Composer';
import classes from './Messages.module.css';

interface Props {
  conversation: string;
  message: Message;
  close: () => void;
}

/** Changes the text of an own message; stands where one writes. */
export function Rewriting({ conversation, message, close }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState(message.text);
  const field = useRef<HTMLTextAreaElement>(null);
  // One goes on at its end; the menu, where one chose it, first gives the focus back to its button.
  useEffect(() => {
    const later = setTimeout(() => {
      const { current } = field;
      current?.focus({ preventScroll: true });
      current?.setSelectionRange(current.value.length, current.value.length);
    }, 50);
    return () => clearTimeout(later);
  }, []);
  const save = useMutation({
    mutationFn: () => rewrite(conversation, message.number, text.trim()),
    onSuccess: (changed) => {
      putMessage(queries, conversation, changed);
      close();
    },
  });
  const good = text.trim() !== '' || message.file !== null;
  const submit = (e?: FormEvent) => {
    e?.preventDefault();
    if (text.trim() === message.text) close();
    else if (good) save.mutate();
  };
  const onKey = (e: KeyboardEvent) => {
    if (e.key === 'Escape') {
      e.preventDefault();
      close();
    }
    if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing || touch()) return;
    e.preventDefault();
    submit();
  };
  return (
    <form className={classes.composer} onSubmit={submit} aria-label={t('messages.rewriting')}>
      <Fault text={save.error ? errorText(t, save.error) : ''} mb="md" />
      <Text size="sm" fw={600} mb={4}>
        {t('messages.rewriting')}
      </Text>
      <Textarea
        ref={field}
        aria-label={t('messages.rewriting')}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={longest}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        onKeyDown={onKey}
      />
      <Group justify="flex-end" gap="sm" mt="xs">
        <Button variant="default" onClick={close}>
          {t('confirm.cancel')}
        </Button>
        <Button type="submit" disabled={!good} loading={save.isPending}>
          {t('messages.save')}
        </Button>
      </Group>
    </form>
  );
}
