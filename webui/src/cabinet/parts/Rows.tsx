import { Button, Title } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './List.module.css';

/** So many are drawn at first; more on demand. */
const atOnce = 60;

interface Props<T> {
  title?: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  row: (item: T) => ReactNode;
  /** Draws all at once: they come in pages. */
  all?: boolean;
}

/** The rows of a list, or of a part of it with a title of its own. */
export function Rows<T>({ title, items, keyOf, row, all = false }: Props<T>) {
  const { t } = useTranslation();
  const [most, setMost] = useState(all ? Number.POSITIVE_INFINITY : atOnce);
  const heading = useId();
  if (items.length === 0) return null;
  return (
    <section aria-labelledby={title ? heading : undefined}>
      {title && (
        <Title order={2} id={heading} className={classes.heading}>
          {title}
        </Title>
      )}
      <ul className={classes.rows}>
        {items.slice(0, most).map((item) => (
          <li key={keyOf(item)}>{row(item)}</li>
        ))}
      </ul>
      {items.length > most && (
        <Button variant="subtle" fullWidth mt="xs" onClick={() => setMost(most + 200)}>
          {t('list.more', { count: items.length - most })}
        </Button>
      )}
    </section>
  );
}
