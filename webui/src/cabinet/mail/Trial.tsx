import { Button, Text, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem';
import { type MailInput, tryMail } from '../data/mail';
import { useMe } from '../data/session';
import { Part } from '../telephony/Overview';
import classes from './Mail.module.css';

interface Props {
  /** The settings as they stand in the form, saved or not. */
  input: () => MailInput;
  /** A field is wrong. */
  onRefused: (error: unknown) => void;
}

/** Sends a letter at once and shows what the mail server said, to the letter. */
export function Trial({ input, onRefused }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const [to, setTo] = useState(me.email);
  const send = useMutation({
    mutationFn: () => tryMail(to.trim(), input()),
    onError: (error) => {
      if (!(error instanceof ApiError && error.code === 'mail_refused')) onRefused(error);
    },
  });
  const refused =
    send.error instanceof ApiError && send.error.code === 'mail_refused' ? send.error.detail : '';
  return (
    <Part title={t('mail.trial.title')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('mail.trial.hint')}
      </Text>
      <div className={classes.trial}>
        <TextInput
          label={t('mail.trial.to')}
          type="email"
          className={classes.grow}
          value={to}
          onChange={(e) => setTo(e.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconSend size={18} aria-hidden />}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {t('mail.trial.send')}
        </Button>
      </div>
      <div role="status">
        {send.data && (
          <div className={classes.answer} data-good>
            <Text size="sm" fw={600}>
              {t('mail.trial.sent')}
            </Text>
            <code className={classes.words}>{send.data.answer}</code>
          </div>
        )}
        {refused && (
          <div className={classes.answer}>
            <Text size="sm" fw={600}>
              {t('mail.trial.refused')}
            </Text>
            <code className={classes.words}>{refused}</code>
          </div>
        )}
      </div>
    </Part>
  );
}
