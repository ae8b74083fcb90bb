import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ChapterName } from '../../pages/guide/chapters';
import { HelpLink } from '../help/HelpLink';

interface Props {
  children: ReactNode;
  /** The chapter of the guide; left out, the one of the page's address. */
  help?: ChapterName;
  mb?: 'lg';
  className?: string;
}

/** The heading of a page, with the way to its chapter of the guide. */
export function PageTitle({ children, help, mb, className }: Props) {
  return (
    <Group gap={4} wrap="nowrap" mb={mb}>
      <Title order={1} className={className}>
        {children}
      </Title>
      <HelpLink chapter={help} />
    </Group>
  );
}
