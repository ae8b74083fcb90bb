import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Copy } from './Copy';
import classes from './FactList.module.css';

export type Fact = [name: string, value: ReactNode];

interface Props {
  /** Those without a value are left out. */
  facts: readonly Fact[];
  /** An address to pass on; `copy` names the button. */
  link?: { name: string; url?: string; copy: string; hint?: string };
}

/** What is known of somebody, under one another. */
export function FactList({ facts, link }: Props) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      {link?.url && (
        <div>
          <dt>{link.name}</dt>
          <dd className={classes.link}>
            <span>{link.url}</span>
            <Copy value={link.url} label={link.copy} />
          </dd>
          {link.hint && (
            <Text component="dd" size="xs" c="dimmed">
              {link.hint}
            </Text>
          )}
        </div>
      )}
    </dl>
  );
}
