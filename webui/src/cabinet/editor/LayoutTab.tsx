import { Alert, Button, Menu, Stack, Switch, Tabs, Text } from '@mantine/core';
import {
  IconBrowser,
  IconDeviceTv,
  IconInfoCircle,
  IconPlus,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Arrangement,
  type Arrangements,
  knownOnly,
  mostIndividual,
  plain,
  seatKey,
} from '../../layout/arrangement';
import type { Conference } from '../data/conference';
import { ArrangementForm } from './arrangement/ArrangementForm';
import { type Seatable, useSeatable } from './arrangement/people';
import { hasLayout } from './draft';
import type { RoomFormHandle } from './form';
import classes from './LayoutTab.module.css';

interface Props {
  form: RoomFormHandle;
  room?: Conference;
}

/** G8, G9: what everybody sees, what those of one kind see, and what single people see. */
export function LayoutTab({ form, room }: Props) {
  const { t } = useTranslation();
  const people = useSeatable(form, room);
  const [shown, setShown] = useState<string | null>('default');
  const { mode } = form.values;
  if (!hasLayout(mode)) {
    return (
      <Alert color="gray" variant="light" icon={<IconInfoCircle aria-hidden />}>
        <Text size="sm" c="var(--text)">
          {t(`layout.none.${mode}`)}
        </Text>
      </Alert>
    );
  }
  const layout = knownOnly(
    form.values.layout,
    people.map((one) => one.seat),
  );
  const set = (next: Arrangements) => form.setFieldValue('layout', next);
  const individual = layout.individual ?? [];
  const own = individual.flatMap((i) => people.find((one) => one.key === seatKey(i.of)) ?? []);
  const tab =
    shown === 'browsers' || shown === 'terminals' || own.some((o) => o.key === shown) ? shown : 'default';
  return (
    <Stack gap="lg">
      <Switch
        label={t('arrange.fixed')}
        description={t('arrange.fixedHint')}
        checked={layout.fixed ?? false}
        onChange={(e) => set({ ...layout, fixed: e.currentTarget.checked || undefined })}
      />
      <Tabs
        variant="pills"
        classNames={{ tab: classes.pill }}
        value={tab}
        onChange={setShown}
        keepMounted={false}
      >
        <div className={classes.whose}>
          <Tabs.List aria-label={t('arrange.whose')}>
            <Tabs.Tab value="default" leftSection={<IconUsers size={16} aria-hidden />}>
              {t('arrange.of.default')}
            </Tabs.Tab>
            <Tabs.Tab value="browsers" leftSection={<IconBrowser size={16} aria-hidden />}>
              {t('arrange.of.browsers')}
            </Tabs.Tab>
            <Tabs.Tab value="terminals" leftSection={<IconDeviceTv size={16} aria-hidden />}>
              {t('arrange.of.terminals')}
            </Tabs.Tab>
            {own.map((one) => (
              <Tabs.Tab key={one.key} value={one.key} leftSection={<IconUser size={16} aria-hidden />}>
                {one.name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <AddPerson
            people={people.filter((one) => !own.includes(one))}
            disabled={individual.length >= mostIndividual}
            add={(one) => {
              set({ ...layout, individual: [...individual, { of: one.seat, ...plain(layout) }] });
              setShown(one.key);
            }}
          />
        </div>
        <Tabs.Panel value="default" pt="lg">
          <ArrangementForm
            value={layout}
            onChange={(next) => set({ ...rest(layout), ...next })}
            people={people}
            error={form.errors.layout}
          />
        </Tabs.Panel>
        {(['browsers', 'terminals'] as const).map((kind) => (
          <Tabs.Panel key={kind} value={kind} pt="lg">
            <Stack gap="lg">
              <Switch
                label={t('arrange.same')}
                description={t(`arrange.about.${kind}`)}
                checked={!layout[kind]}
                onChange={(e) =>
                  set({ ...layout, [kind]: e.currentTarget.checked ? undefined : plain(layout) })
                }
              />
              {layout[kind] && (
                <ArrangementForm
                  value={layout[kind]}
                  onChange={(next) => set({ ...layout, [kind]: next })}
                  people={people}
                />
              )}
            </Stack>
          </Tabs.Panel>
        ))}
        {own.map((one) => (
          <Tabs.Panel key={one.key} value={one.key} pt="lg">
            <Own
              one={one}
              value={individual.find((i) => seatKey(i.of) === one.key)}
              people={people}
              change={(next) =>
                set({
                  ...layout,
                  individual: individual.map((i) => (seatKey(i.of) === one.key ? { ...next, of: i.of } : i)),
                })
              }
              remove={() => {
                set({ ...layout, individual: individual.filter((i) => seatKey(i.of) !== one.key) });
                setShown('default');
              }}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

/** All but the default arrangement itself. */
function rest({ browsers, terminals, individual, fixed }: Arrangements) {
  return { browsers, terminals, individual, fixed };
}

interface OwnProps {
  one: Seatable;
  value?: Arrangement;
  people: Seatable[];
  change: (next: Arrangement) => void;
  remove: () => void;
}

function Own({ one, value, people, change, remove }: OwnProps) {
  const { t } = useTranslation();
  if (!value) return null;
  return (
    <Stack gap="lg">
      <div className={classes.ownHead}>
        <Text size="sm">{t('arrange.about.individual', { name: one.name })}</Text>
        <Button variant="default" size="xs" onClick={remove}>
          {t('arrange.asEverybody')}
        </Button>
      </div>
      <ArrangementForm value={value} onChange={change} people={people} />
    </Stack>
  );
}

interface AddProps {
  people: Seatable[];
  disabled: boolean;
  add: (one: Seatable) => void;
}

function AddPerson({ people, disabled, add }: AddProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          disabled={disabled || people.length === 0}
          leftSection={<IconPlus size={16} aria-hidden />}
        >
          {t('arrange.addPerson')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {people.map((one) => (
          <Menu.Item key={one.key} onClick={() => add(one)}>
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
