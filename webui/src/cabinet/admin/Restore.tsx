import { Button, FileButton, Group, Loader, Progress, Stack, Text, TextInput } from '@mantine/core';
import { IconDatabaseImport } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Machine, runningQuery } from '../data/overview';
import { type BackupContents, forgetBackup, isBack, putBackup, stageBackup } from '../data/restore';
import { serverQuery } from '../data/session';
import { useDates } from '../i18n/dates';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';

type Step =
  | { name: 'choose' }
  | { name: 'sending'; part: number; stop: AbortController }
  | { name: 'found'; found: BackupContents }
  | { name: 'putting'; since: string | undefined };

/** A backup from a file: examined, looked at, and put in place by who means it. */
export function Restore() {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>({ name: 'choose' });
  const [fault, setFault] = useState('');
  const machine = useQueryClient().getQueryData<{ machine: Machine }>(runningQuery.queryKey)?.machine;
  const reset = useRef<() => void>(null);

  const send = async (file: File | null) => {
    reset.current?.(); // so that the same file can be chosen again
    if (!file) return;
    setFault('');
    const stop = new AbortController();
    setStep({ name: 'sending', part: 0, stop });
    try {
      const found = await stageBackup(file, (part) => setStep({ name: 'sending', part, stop }), stop.signal);
      setStep({ name: 'found', found });
    } catch (error) {
      setStep({ name: 'choose' });
      if (!(error instanceof DOMException)) setFault(errorText(t, error));
    }
  };
  const put = async (id: string, name: string) => {
    setFault('');
    try {
      await putBackup(id, name);
      setStep({ name: 'putting', since: machine?.since });
    } catch (error) {
      setFault(errorText(t, error));
    }
  };
  const forget = () => {
    setFault('');
    setStep({ name: 'choose' });
    void forgetBackup().catch(() => undefined); // the next one takes its place
  };

  return (
    <div>
      <Text size="sm" mb="sm">
        {t('restore.hint')}
      </Text>
      <Fault text={fault} mb="md" />
      {step.name === 'choose' && (
        <FileButton resetRef={reset} onChange={(file) => void send(file)} accept=".tar,application/x-tar">
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconDatabaseImport size={18} aria-hidden />}>
              {t('restore.choose')}
            </Button>
          )}
        </FileButton>
      )}
      {step.name === 'sending' && <Sending part={step.part} stop={() => step.stop.abort()} />}
      {step.name === 'found' && (
        <Found found={step.found} put={(name) => put(step.found.id, name)} forget={forget} />
      )}
      {step.name === 'putting' && <Putting since={step.since} />}
    </div>
  );
}

function Sending({ part, stop }: { part: number; stop: () => void }) {
  const { t } = useTranslation();
  const percent = Math.round(part * 100);
  return (
    <Group gap="md">
      <Stack gap={4} flex={1} miw={180}>
        <Text size="sm" role="status">
          {part < 1 ? t('restore.sending', { percent }) : t('restore.examining')}
        </Text>
        <Progress value={percent} aria-label={t('restore.choose')} animated={part >= 1} />
      </Stack>
      <Button variant="default" onClick={stop}>
        {t('confirm.cancel')}
      </Button>
    </Group>
  );
}

interface FoundProps {
  found: BackupContents;
  put: (name: string) => Promise<void>;
  forget: () => void;
}

function Found({ found, put, forget }: FoundProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const server = useQuery(serverQuery).data?.name ?? '';
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    await put(name.trim());
    setBusy(false);
  };
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Stack gap="md">
        <Text size="sm" role="status">
          {t('restore.found', {
            date: dates.full(found.made),
            people: t('restore.people', { count: found.people }),
            conferences: t('restore.conferences', { count: found.conferences }),
          })}
        </Text>
        <Text size="sm">{t('restore.means')}</Text>
        <TextInput
          label={t('restore.name', { server })}
          value={name}
          autoComplete="off"
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <Group gap="sm">
          <Button type="submit" color="danger" loading={busy} disabled={!server || name.trim() !== server}>
            {t('restore.put')}
          </Button>
          <Button variant="default" onClick={forget} disabled={busy}>
            {t('confirm.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const askEvery = 700; // ms

/** Waits for the server, and loads the page anew: everything may be different. */
function Putting({ since }: { since: string | undefined }) {
  const { t } = useTranslation();
  useEffect(() => {
    let timer = 0;
    const ask = async () => {
      if (await isBack(since)) location.reload();
      else timer = window.setTimeout(() => void ask(), askEvery);
    };
    timer = window.setTimeout(() => void ask(), askEvery);
    return () => clearTimeout(timer);
  }, [since]);
  return (
    <Group gap="sm" role="status">
      <Loader size="sm" />
      <Text size="sm">{t('restore.putting')}</Text>
    </Group>
  );
}
