import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  /** What is counted. */
  label: string;
  done: number;
  of: number;
  stop: () => void;
}

/** How far it is; stopping keeps what is done. */
export function Progressing({ label, done, of, stop }: Props) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="sm">{t('importPeople.running', { done, of })}</Text>
      <Progress value={(100 * done) / Math.max(of, 1)} aria-label={label} />
      <Group justify="flex-end">
        <Button variant="default" onClick={stop}>
          {t('importPeople.stop')}
        </Button>
      </Group>
    </Stack>
  );
}
