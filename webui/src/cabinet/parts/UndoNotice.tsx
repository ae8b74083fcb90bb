import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  text: string;
  /** The way to the button is long from the keyboard, so it gets the focus; then the notice waits. */
  focused: boolean;
  undo: () => void;
}

export function UndoNotice({ text, focused, undo }: Props) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap">
      <span>{text}</span>
      <Button
        variant="light"
        size="xs"
        flex="none"
        ref={focused ? (button: HTMLButtonElement | null) => button?.focus() : undefined}
        onClick={undo}
      >
        {t('room.undo')}
      </Button>
    </Group>
  );
}
