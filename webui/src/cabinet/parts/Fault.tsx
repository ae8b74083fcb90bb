import { Alert, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

/** What went wrong with a form or a page as a whole, read out at once; nothing while `text` is empty. */
export function Fault({ text, mb }: { text: string; mb?: 'md' }) {
  if (!text) return null;
  return (
    <Alert role="alert" color="danger" variant="light" icon={<IconAlertCircle aria-hidden />} mb={mb}>
      <Text size="sm" c="var(--text)">
        {text}
      </Text>
    </Alert>
  );
}
