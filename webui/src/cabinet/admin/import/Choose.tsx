import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from '../../parts/Fault';
import { type Candidate, type Import, longest, mostPeople } from './people';

interface Props {
  read: (text: string) => Import;
  done: (candidates: Candidate[]) => void;
  cancel: () => void;
}

/** A table from a file, or pasted. */
export function Choose({ read, done, cancel }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [fault, setFault] = useState('');
  const take = (given: string) => {
    const { candidates, fault: wrong } = read(given);
    if (wrong) setFault(t(`importPeople.fault.${wrong}`, { count: mostPeople }));
    else done(candidates);
  };
  const open = async (file: File | null) => {
    if (!file) return;
    // In UTF-8 a letter takes up to four bytes.
    if (file.size > 4 * longest) return setFault(t('importPeople.fault.many', { count: mostPeople }));
    try {
      take(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      setFault(t('importPeople.fault.encoding'));
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t('importPeople.hint')}</Text>
      <Text size="sm" c="dimmed">
        {t('importPeople.rightsHint')}
      </Text>
      <Fault text={fault} />
      <div>
        <FileButton accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={(file) => void open(file)}>
          {(props) => (
            <Button {...props} variant="light" leftSection={<IconFileSpreadsheet size={18} aria-hidden />}>
              {t('importPeople.file')}
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        label={t('importPeople.paste')}
        placeholder={t('importPeople.example')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={5}
        maxRows={12}
        spellCheck={false}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={cancel}>
          {t('confirm.cancel')}
        </Button>
        <Button disabled={!text.trim()} onClick={() => take(text)}>
          {t('importPeople.check')}
        </Button>
      </Group>
    </Stack>
  );
}
