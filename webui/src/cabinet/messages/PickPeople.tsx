import { Loader, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../data/contacts';
import { writableQuery } from '../data/conversations';
import { useMe } from '../data/session';
import { errorText } from '../i18n/errorText';
import { Face } from '../parts/Face';
import { usePresence } from '../ring/wire';
import classes from './Messages.module.css';

interface Props {
  /** Logins that cannot be chosen: they are there already. */
  without?: readonly string[];
  /** Logins that are chosen; left out where choosing one is all. */
  chosen?: readonly string[];
  pick: (person: Contact) => void;
}

/** People of this server, found by what is typed; by their names in the address book, too. */
export function PickPeople({ without = [], chosen, pick }: Props) {
  const { t } = useTranslation();
  const me = useMe().login;
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 150);
  const people = useQuery(writableQuery(q));
  const found = (people.data ?? []).filter((p) => p.login !== me && !without.includes(p.login));
  const presence = usePresence(useMemo(() => (people.data ?? []).map((p) => p.login), [people.data]));
  return (
    <div>
      <TextInput
        type="search"
        data-autofocus
        label={t('messages.pick.label')}
        placeholder={t('messages.pick.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={people.isFetching ? <Loader size="xs" /> : undefined}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => {
          const first = found[0];
          if (e.key !== 'Enter' || !first || !text.trim()) return;
          e.preventDefault();
          pick(first);
          if (chosen) setText('');
        }}
      />
      <ul className={classes.found} aria-label={t('messages.pick.found')}>
        {found.map((person) => {
          const state = presence.get(person.login) ?? person.state;
          const is = chosen?.includes(person.login);
          return (
            <li key={person.login}>
              <UnstyledButton className={classes.person} aria-pressed={is} onClick={() => pick(person)}>
                <Face name={person.name} picture={person.avatar} size={36} />
                <span className={classes.personWords}>
                  <span>{person.name}</span>
                  <small>
                    {[person.login, state && t(`contacts.presence.${state}`)].filter(Boolean).join(' · ')}
                  </small>
                </span>
                {is && <IconCheck size={20} aria-hidden />}
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
      <Text size="sm" c={people.isError ? 'danger' : 'dimmed'} role="status">
        {people.isError
          ? errorText(t, people.error)
          : !people.isPending && found.length === 0 && t('messages.pick.none')}
      </Text>
    </div>
  );
}
