import { Badge, Button, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconUserPlus, IconUsersPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../state/useStore';
import { PeriodChoice, TableButton } from '../analytics/Tools';
import { daysToMoments } from '../analytics/words';
import type { Conference } from '../data/conference';
import { deleted } from '../data/deletion';
import {
  type Registrant,
  type RegistrantChoice,
  type RegistrantSort,
  registrantSorts,
  registrantsQuery,
  registrantsTable,
} from '../data/registrants';
import type { RegistrationField } from '../data/registration';
import { useDates } from '../i18n/dates';
import { Copy } from '../parts/Copy';
import { ListFrame } from '../parts/ListFrame';
import { More } from '../parts/More';
import { NoRows } from '../parts/NoRows';
import { AddPerson } from './AddPerson';
import { answerOf, nameOf, ownColumns } from './fieldNames';
import { RegistrantCard } from './RegistrantCard';
import classes from './Registrations.module.css';

const everybody: RegistrantChoice = { q: '', took: '', field: '', answer: '', sort: 'newest' };

/** Search, filters, the table of those who registered, and the card of one of them. */
export function RegistrantList({ conference }: { conference: Conference }) {
  const { t, i18n } = useTranslation();
  const fields = conference.registration?.fields ?? [];
  const [choice, setChoice] = useState(everybody);
  const [days, setDays] = useState({ from: '', to: '' });
  const [settled] = useDebouncedValue(choice, 200);
  const [shown, show] = useState<string>();
  const [adding, add] = useDisclosure(false);
  const list = useInfiniteQuery(
    registrantsQuery(conference.id, {
      ...settled,
      q: settled.q.trim(),
      answer: settled.answer.trim(),
      ...daysToMoments(days.from, days.to),
    }),
  );
  const away = useStore(deleted, (ids) => ids);
  const loaded = list.data?.pages.flatMap((page) => page.items) ?? [];
  const people = loaded.filter((one) => !away.has(one.id));
  const total = (list.data?.pages[0]?.total ?? 0) - (loaded.length - people.length);
  const set = (some: Partial<RegistrantChoice>) => setChoice({ ...choice, ...some });
  const filtered = Boolean(choice.q || choice.took || choice.field || days.from || days.to);
  const clear = () => {
    setChoice(everybody);
    setDays({ from: '', to: '' });
  };
  const addButton = (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={add.open}>
      {t('registrants.add')}
    </Button>
  );
  return (
    <section aria-label={t('registrants.title')}>
      <ListFrame
        search={t('registrants.search')}
        text={choice.q}
        onText={(q) => set({ q })}
        filter={<Filters choice={choice} set={set} days={days} setDays={setDays} fields={fields} />}
        order={
          <div className={classes.acts}>
            <Select
              aria-label={t('rooms.order.label')}
              value={choice.sort}
              allowDeselect={false}
              data={registrantSorts.map((value) => ({ value, label: t(`registrants.sort.${value}`) }))}
              onChange={(value) => set({ sort: (value ?? 'newest') as RegistrantSort })}
            />
            <TableButton
              href={registrantsTable(conference.id, i18n.language)}
              label={t('registrants.table')}
            />
            {conference.registration?.on && (total > 0 || filtered) && addButton}
          </div>
        }
        found={total > 0 ? t('registrants.found', { count: total }) : ''}
        query={list}
        nothing={<Nothing filtered={filtered} clear={clear} add={conference.registration?.on && addButton} />}
      >
        {people.length > 0 && <Table fields={fields} people={people} show={show} />}
        <More has={list.hasNextPage} loading={list.isFetchingNextPage} load={() => list.fetchNextPage()} />
      </ListFrame>
      <RegistrantCard
        conference={conference}
        person={people.find((one) => one.id === shown)}
        close={() => show(undefined)}
      />
      <AddPerson conference={conference} opened={adding} close={add.close} show={show} />
    </section>
  );
}

interface FilterProps {
  choice: RegistrantChoice;
  set: (some: Partial<RegistrantChoice>) => void;
  days: { from: string; to: string };
  setDays: (days: { from: string; to: string }) => void;
  fields: readonly RegistrationField[];
}

/** Who came, when they registered, what they answered (M4). */
function Filters({ choice, set, days, setDays, fields }: FilterProps) {
  const { t } = useTranslation();
  const asked = ownColumns(fields);
  return (
    <div className={classes.filters}>
      <Select
        label={t('analytics.filter.took')}
        value={choice.took || 'all'}
        allowDeselect={false}
        data={(['all', 'yes', 'no'] as const).map((value) => ({
          value,
          label: t(`analytics.took.${value}`),
        }))}
        onChange={(value) =>
          set({ took: value === 'all' ? '' : ((value ?? '') as RegistrantChoice['took']) })
        }
      />
      <PeriodChoice value={days} onChange={setDays} />
      {asked.length > 0 && (
        <Select
          label={t('registrants.field')}
          value={choice.field}
          allowDeselect={false}
          data={[
            { value: '', label: t('registrants.anyField') },
            ...asked.map((field) => ({ value: field.key, label: nameOf(t, field) })),
          ]}
          onChange={(field) => set({ field: field ?? '' })}
        />
      )}
      {choice.field && (
        <TextInput
          label={t('registrants.answer')}
          placeholder={t('registrants.anyAnswer')}
          value={choice.answer}
          onChange={(e) => set({ answer: e.currentTarget.value })}
        />
      )}
    </div>
  );
}

interface TableProps {
  fields: readonly RegistrationField[];
  people: Registrant[];
  show: (id: string) => void;
}

/** One line each; with a column for each field of the form. */
function Table({ fields, people, show }: TableProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const columns = ownColumns(fields);
  const head = (word: string) => t(`registrants.head.${word}`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('registrants.title')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{head('name')}</th>
            <th scope="col">{head('email')}</th>
            <th scope="col">{head('registered')}</th>
            <th scope="col">{head('took')}</th>
            {columns.map((field) => (
              <th key={field.key} scope="col">
                {nameOf(t, field)}
              </th>
            ))}
            <th scope="col">
              <span className="offscreen">{head('link')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <button type="button" className={classes.who} onClick={() => show(one.id)}>
                  {one.name || one.email || one.login}
                </button>
                {one.invited && (
                  <Text component="span" size="xs" c="dimmed" display="block">
                    {t('registrants.way.invited')}
                  </Text>
                )}
              </th>
              <td data-head={head('email')}>{one.email}</td>
              <td data-head={head('registered')} className="tabular">
                <time dateTime={one.created}>{dates.full(one.created)}</time>
              </td>
              <td data-head={head('took')}>
                <Took person={one} />
              </td>
              {columns.map((field) => (
                <td key={field.key} data-head={nameOf(t, field)} className={classes.answer}>
                  {answerOf(one, field.key)}
                </td>
              ))}
              <td className={classes.copy}>
                {one.link && (
                  <Copy value={one.link} label={t('registrants.copyOf', { name: one.name || one.email })} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether he came. */
export function Took({ person }: { person: Registrant }) {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color={person.connected ? 'good' : person.tookPart ? undefined : 'gray'} tt="none">
      {t(person.connected ? 'analytics.here' : person.tookPart ? 'analytics.took.yes' : 'analytics.took.no')}
    </Badge>
  );
}

function Nothing(props: { filtered: boolean; clear: () => void; add: React.ReactNode }) {
  const { t } = useTranslation();
  const { filtered, clear, add } = props;
  return (
    <NoRows
      filtered={filtered}
      Icon={IconUsersPlus}
      title={t(filtered ? 'analytics.none.title' : 'registrants.empty.title')}
      text={t(filtered ? 'analytics.none.text' : 'registrants.empty.text')}
    >
      {filtered ? (
        <Button variant="default" onClick={clear}>
          {t('registrants.clear')}
        </Button>
      ) : (
        add
      )}
    </NoRows>
  );
}
