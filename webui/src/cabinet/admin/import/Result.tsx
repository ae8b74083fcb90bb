import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../i18n/errorText';
import { writeTable } from '../../parts/csv';
import { download } from '../../parts/download';
import type { Outcome } from './useImport';

interface Props {
  outcomes: Outcome[];
  /** How many were not begun, because it was stopped. */
  left: number;
  end: () => void;
}

/** The made passwords, to be saved once, and who was not added and why. */
export function Result({ outcomes, left, end }: Props) {
  const { t } = useTranslation();
  const [saved, setSaved] = useState(false);
  const made = outcomes.filter((o) => !o.error);
  const failed = outcomes.filter((o) => o.error);
  const save = () => {
    const head = [t('person.login'), t('person.name'), t('login.password')];
    const rows = made.map((o) => [o.login, o.name, o.password ?? '']);
    download('veche-passwords.csv', writeTable([head, ...rows]), 'text/csv');
    setSaved(true);
  };
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {t('importPeople.added', { count: made.length })}
        {left > 0 && ` ${t('importPeople.left', { count: left })}`}
      </Text>
      {failed.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('importPeople.failed', { count: failed.length })}
          </Text>
          <List size="sm">
            {failed.map((o) => (
              <List.Item key={o.login}>
                {o.login}: {errorText(t, o.error)}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {made.length > 0 && (
        <>
          <Text size="sm">{t('importPeople.once')}</Text>
          <div>
            <Button leftSection={<IconDownload size={18} aria-hidden />} onClick={save}>
              {t('importPeople.save')}
            </Button>
          </div>
        </>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={end}>
          {t(made.length === 0 || saved ? 'confirm.close' : 'importPeople.withoutSaving')}
        </Button>
      </Group>
    </Stack>
  );
}
