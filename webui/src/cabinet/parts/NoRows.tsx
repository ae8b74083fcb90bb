import { EmptyState } from '@mantine/core';
import { type Icon, IconSearchOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  /** There are some, but what is searched for fits none. */
  filtered: boolean;
  /** Of what there is none of. */
  Icon: Icon;
  title: string;
  text: string;
  /** What leads on from here. */
  children?: ReactNode;
}

/** A list without rows. */
export function NoRows({ filtered, Icon, title, text, children }: Props) {
  const Sign = filtered ? IconSearchOff : Icon;
  return (
    <EmptyState
      py="xl"
      icon={<Sign size={filtered ? 40 : 48} stroke={1.5} aria-hidden />}
      title={title}
      description={text}
    >
      {children && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  );
}
