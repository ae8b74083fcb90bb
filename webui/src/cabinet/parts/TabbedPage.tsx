import { Paper, Tabs, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { type ComponentType, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { useTitle } from '../shell/title';
import { PageTitle } from './PageTitle';
import classes from './TabbedPage.module.css';

export interface PageTab {
  value: string; // in the address, as ?tab=value
  label: string;
  Icon: Icon;
  Panel: ComponentType;
}

interface Props {
  title: string;
  hint?: string;
  tabs: readonly [PageTab, ...PageTab[]];
  wide?: boolean;
}

/** A page of tabs; which of them is open stands in the address, but for the first. */
export function TabbedPage({ title, hint, tabs, wide = false }: Props) {
  useTitle(title);
  const [params, setParams] = useSearchParams();
  const first = tabs[0].value;
  const asked = params.get('tab');
  const tab = tabs.find((one) => one.value === asked)?.value ?? first;
  const list = useRef<HTMLDivElement>(null);
  // On a phone not all of them have room.
  useEffect(() => {
    list.current?.querySelector(`[data-tab=${tab}]`)?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [tab]);
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <PageTitle mb={hint ? undefined : 'lg'}>{title}</PageTitle>
      {hint && (
        <Text c="dimmed" size="sm" mb="lg">
          {hint}
        </Text>
      )}
      <Paper withBorder className={classes.sheet}>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) => setParams(value && value !== first ? { tab: value } : {}, { replace: true })}
        >
          <Tabs.List ref={list} className={classes.tabs} aria-label={title}>
            {tabs.map(({ value, label, Icon }) => (
              <Tabs.Tab
                key={value}
                value={value}
                data-tab={value}
                leftSection={<Icon size={18} aria-hidden />}
              >
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ value, Panel }) => (
            <Tabs.Panel key={value} value={value} className={classes.panel}>
              <Panel />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Paper>
    </div>
  );
}
