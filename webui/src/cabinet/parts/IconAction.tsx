import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** The name of the control, shown as a tip as well. */
  label: string;
  onClick: () => void;
  color?: string;
  disabled?: boolean;
  children: ReactNode;
}

/** A button that is only a picture. */
export function IconAction({ label, onClick, color = 'gray', disabled, children }: Props) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color={color}
        size={32}
        aria-label={label}
        onClick={onClick}
        disabled={disabled}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
