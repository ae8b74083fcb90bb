import { Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTitle } from '../shell/title';
import { PageTitle } from './PageTitle';
import classes from './TabbedPage.module.css';
import { TabbedSheet } from './TabbedSheet';

export interface PageTab {
  value: string;
  label: string;
  Icon: Icon;
  Panel: ComponentType;
}

interface Props {
  title: string;
  hint?: string;
  tabs: readonly PageTab[];
  wide?: boolean;
}

/** A page of tabs. */
export function TabbedPage({ title, hint, tabs, wide = false }: Props) {
  useTitle(title);
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <PageTitle mb={hint ? undefined : 'lg'}>{title}</PageTitle>
      {hint && (
        <Text c="dimmed" size="sm" mb="lg">
          {hint}
        </Text>
      )}
      <TabbedSheet label={title} tabs={tabs.map(({ Panel, ...tab }) => ({ ...tab, panel: <Panel /> }))} />
    </div>
  );
}
