import { Button, Group, Modal, Text } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  opened: boolean;
  close: () => void;
  title: string;
  text: ReactNode;
  /** What the button says: the act, not "OK". */
  action: string;
  /** Closes, too. */
  onConfirm: (e: MouseEvent<HTMLButtonElement>) => void;
}

/** Asks once before something that weighs. */
export function Confirm({ opened, close, title, text, action, onConfirm }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <Text size="sm">{text}</Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={close} data-autofocus>
          {t('confirm.cancel')}
        </Button>
        <Button color="danger" onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
