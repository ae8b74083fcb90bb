import { Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';

/** The title of a card: the page's first heading where the card is a page of its own (Panes.module.css). */
export function CardTitle({ children, className }: { children: string; className?: string }) {
  const alone = useMediaQuery('(max-width: 74.99em)', false, { getInitialValueInEffect: false });
  return (
    <Title order={alone ? 1 : 2} size="h2" className={className}>
      {children}
    </Title>
  );
}
