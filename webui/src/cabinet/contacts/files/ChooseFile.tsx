import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from '../../parts/Fault';
import { type Entry, type Fault as FileFault, longestFile, mostEntries } from './entry';
import { readTable } from './table';
import { readCards } from './vcard';

const isCards = (text: string) => /^\uFEFF?\s*BEGIN:VCARD/i.test(text);

/** A table or cards, from a file or pasted. */
export function ChooseFile({ done, cancel }: { done: (entries: Entry[]) => void; cancel: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<FileFault>();
  const take = (given: string) => {
    if (given.length > longestFile) return setFault('many');
    const { entries, fault: wrong } = isCards(given) ? readCards(given) : readTable(given);
    const many = entries.length > mostEntries ? 'many' : undefined;
    setFault(wrong ?? many);
    if (!wrong && !many) done(entries);
  };
  const open = async (file: File | null) => {
    if (!file) return;
    // In UTF-8 a letter takes up to four bytes.
    if (file.size > 4 * longestFile) return setFault('many');
    try {
      take(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      setFault('encoding');
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t('contactFiles.hint')}</Text>
      <Text size="sm" c="dimmed">
        {t('contactFiles.columns')}
      </Text>
      <Fault text={fault ? t(`contactFiles.fault.${fault}`, { count: mostEntries }) : ''} />
      <div>
        <FileButton
          accept=".csv,.tsv,.txt,.vcf,.vcard,text/csv,text/plain,text/vcard,text/x-vcard"
          onChange={(file) => void open(file)}
        >
          {(props) => (
            <Button {...props} variant="light" leftSection={<IconFileImport size={18} aria-hidden />}>
              {t('importPeople.file')}
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        label={t('contactFiles.paste')}
        placeholder={t('contactFiles.example')}
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
          {t('contactFiles.check')}
        </Button>
      </Group>
    </Stack>
  );
}
