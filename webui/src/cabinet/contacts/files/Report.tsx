import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../i18n/errorText';
import type { useTaking } from './useTaking';

interface Props {
  work: ReturnType<typeof useTaking>;
  /** How many were not begun, because it was stopped. */
  left: number;
  end: () => void;
}

/** What was done, what went wrong, and the way back. */
export function Report({ work: { state, outcomes, notUndone, undo }, left, end }: Props) {
  const { t } = useTranslation();
  const number = (did: string) => outcomes.filter((o) => o.did === did).length;
  const failed = outcomes.filter((o) => o.did === 'failed');
  const changed = number('added') + number('updated') > 0;
  const done = [
    t('contactFiles.added', { count: number('added') }),
    number('updated') > 0 && t('contactFiles.updated', { count: number('updated') }),
    number('left') > 0 && t('contactFiles.left', { count: number('left') }),
    left > 0 && t('contactFiles.notBegun', { count: left }),
  ];
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {state === 'undone'
          ? t('contactFiles.undone') +
            (notUndone > 0 ? ` ${t('contactFiles.notUndone', { count: notUndone })}` : '')
          : done.filter(Boolean).join(' ')}
      </Text>
      {state !== 'undone' && failed.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('contactFiles.failed', { count: failed.length })}
          </Text>
          <List size="sm">
            {failed.slice(0, 100).map(({ candidate: { entry }, error }) => (
              <List.Item key={`${entry.line} ${entry.login}${entry.dial}${entry.email}`}>
                {t('contactFiles.lineOf', { line: entry.line, name: entry.name })}: {errorText(t, error)}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <Group justify="flex-end" gap="sm">
        {changed && state !== 'undone' && (
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={18} aria-hidden />}
            loading={state === 'undoing'}
            onClick={() => void undo()}
          >
            {t('contactFiles.undo')}
          </Button>
        )}
        <Button onClick={end} disabled={state === 'undoing'}>
          {t('confirm.close')}
        </Button>
      </Group>
    </Stack>
  );
}
