import { Paper, Tabs } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import classes from './TabbedSheet.module.css';

interface Tab {
  value: string; // in the address, as ?tab=value
  label: string;
  Icon: Icon;
  panel: ReactNode;
}

/** A sheet of tabs; which of them is open stands in the address, but for the first. */
export function TabbedSheet({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [params, setParams] = useSearchParams();
  const first = tabs[0]?.value ?? '';
  const asked = params.get('tab');
  const tab = tabs.find((one) => one.value === asked)?.value ?? first;
  const list = useRef<HTMLDivElement>(null);
  // On a phone not all of them have room.
  useEffect(() => {
    list.current?.querySelector(`[data-tab=${tab}]`)?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [tab]);
  return (
    <Paper withBorder className={classes.sheet}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => setParams(value && value !== first ? { tab: value } : {}, { replace: true })}
      >
        <Tabs.List ref={list} className={classes.tabs} aria-label={label}>
          {tabs.map(({ value, label, Icon }) => (
            <Tabs.Tab key={value} value={value} data-tab={value} leftSection={<Icon size={18} aria-hidden />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, panel }) => (
          <Tabs.Panel key={value} value={value} className={classes.panel}>
            {panel}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Paper>
  );
}
