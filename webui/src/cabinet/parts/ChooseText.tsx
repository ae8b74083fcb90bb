import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from './Fault';

interface Props {
  /** Where its words are; those of what is wrong below `fault`. */
  texts: 'importPeople' | 'contactFiles';
  /** The kinds of files. */
  accept: string;
  /** The longest text, in letters, and the most that may be in it. */
  longest: number;
  most: number;
  /** Takes the text, or says what is wrong with it. */
  take: (text: string) => string | undefined;
  cancel: () => void;
}

/** A text of an import, from a file or pasted. */
export function ChooseText({ texts, accept, longest, most, take, cancel }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const open = async (file: File | null) => {
    if (!file) return;
    // In UTF-8 a letter takes up to four bytes.
    if (file.size > 4 * longest) return setFault('many');
    try {
      setFault(take(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())));
    } catch {
      setFault('encoding');
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t(`${texts}.hint`)}</Text>
      <Text size="sm" c="dimmed">
        {t(`${texts}.columns`)}
      </Text>
      <Fault text={fault ? t(`${texts}.fault.${fault}`, { count: most }) : ''} />
      <div>
        <FileButton accept={accept} onChange={(file) => void open(file)}>
          {(props) => (
            <Button {...props} variant="light" leftSection={<IconFileImport size={18} aria-hidden />}>
              {t('importPeople.file')}
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        label={t(`${texts}.paste`)}
        placeholder={t(`${texts}.example`)}
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
        <Button disabled={!text.trim()} onClick={() => setFault(take(text))}>
          {t(`${texts}.check`)}
        </Button>
      </Group>
    </Stack>
  );
}
