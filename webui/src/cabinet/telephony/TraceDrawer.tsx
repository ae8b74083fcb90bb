import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type LoggedCall, type Trace, traceQuery } from '../data/telephony';
import { useDates } from '../i18n/dates';
import { useCopy } from '../parts/useCopy';
import { Failure } from '../shell/Failure';
import classes from './Telephony.module.css';
import { asText } from './trace';

/** The SIP messages of a call, for those who can read them. */
export function TraceDrawer({ call, close }: { call?: LoggedCall; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer opened={call !== undefined} onClose={close} size="xl" title={t('telephony.trace.title')}>
      {call && <Messages key={call.id} id={call.id} />}
    </Drawer>
  );
}

function Messages({ id }: { id: string }) {
  const trace = useQuery(traceQuery(id));
  if (trace.data) return <Read trace={trace.data} />;
  if (trace.error) return <Failure error={trace.error} retry={() => trace.refetch()} />;
  return <Skeleton height={240} />;
}

function Read({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { copied, copy } = useCopy();
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('telephony.trace.hint')}
      </Text>
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => copy(asText(trace))}
        >
          {t(copied ? 'copy.copied' : 'telephony.trace.copy')}
        </Button>
      </Group>
      {trace.messages.length === 0 && <Text size="sm">{t('telephony.trace.none')}</Text>}
      {trace.messages.map((message, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no name, and their order never changes
        <section key={i} aria-label={t(message.sent ? 'telephony.trace.sent' : 'telephony.trace.received')}>
          <Text size="sm" mb={4} className={classes.line} component="p" mt={0}>
            {message.sent ? (
              <IconArrowRight size={16} aria-hidden />
            ) : (
              <IconArrowLeft size={16} aria-hidden />
            )}
            {t(message.sent ? 'telephony.trace.sent' : 'telephony.trace.received')}
            <span>
              {dates.time(message.at)} · {message.peer}
            </span>
          </Text>
          <pre className={classes.message} data-sent={message.sent || undefined}>
            {message.text}
          </pre>
        </section>
      ))}
      {trace.cut && <Text size="sm">{t('telephony.trace.cut')}</Text>}
    </Stack>
  );
}
