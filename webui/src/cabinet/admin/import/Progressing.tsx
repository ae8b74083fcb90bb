import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** How far it is; stopping keeps those who are added. */
export function Progressing({ done, of, stop }: { done: number; of: number; stop: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="sm">{t('importPeople.running', { done, of })}</Text>
      <Progress value={(100 * done) / of} aria-label={t('importPeople.progress')} />
      <Group justify="flex-end">
        <Button variant="default" onClick={stop}>
          {t('importPeople.stop')}
        </Button>
      </Group>
    </Stack>
  );
}
