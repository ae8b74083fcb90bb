import { Combobox, Loader, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDeviceCctv, IconMailPlus, IconPhonePlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hideCredentials } from '../../dial/hideCredentials';
import { callableCamerasQuery, matching } from '../data/cameras';
import type { Invited } from '../data/conference';
import { peopleQuery } from '../data/people';
import { errorText } from '../i18n/errorText';
import { Face } from '../parts/Face';
import classes from './AddPeople.module.css';
import { isEMail } from './draft';
import { useDevice } from './useDevice';

interface Props {
  /** Logins and addresses that are on the list already. */
  taken: Set<string>;
  byMail: boolean;
  add: (one: Invited) => void;
  error?: ReactNode;
}

/**
 * A field that finds people of the server while one types; an e-mail address and
 * the dial string of a device are taken as they are.
 */
export function AddPeople({ taken, byMail, add, error }: Props) {
  const { t } = useTranslation();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const people = useQuery({ ...peopleQuery(wanted), enabled: box.dropdownOpened });
  const found = (people.data ?? []).filter((p) => !taken.has(p.login));
  const mail = text.trim().toLowerCase();
  const offerMail = byMail && isEMail(mail) && !taken.has(mail);
  const cameras = useQuery({ ...callableCamerasQuery, enabled: box.dropdownOpened });
  const book = matching(cameras.data ?? [], wanted).filter((c) => !taken.has(c.dial));
  const { device, wrong } = useDevice(text);
  const camera = device?.dial.startsWith('rtsp');
  const offered = device && !taken.has(device.dial) ? device : undefined;

  const pick = (value: string) => {
    const person = found.find((p) => p.login === value);
    if (person) add({ login: person.login, name: person.name });
    else if (value === offered?.dial) add(offered);
    else if (value.startsWith('camera:')) add(book.find((c) => c.dial === value) ?? { dial: value });
    else if (value === mail) add({ email: mail });
    setText('');
    box.resetSelectedOption();
  };

  return (
    <Combobox store={box} onOptionSubmit={pick} shadow="md" withinPortal={false}>
      <Combobox.Target>
        <TextInput
          label={t(byMail ? 'editor.addOrMail' : 'editor.add')}
          placeholder={t('editor.addPlaceholder')}
          leftSection={<IconSearch size={18} aria-hidden />}
          rightSection={people.isFetching ? <Loader size="xs" /> : undefined}
          value={text}
          error={error}
          data-field="invited"
          onChange={(e) => {
            setText(e.currentTarget.value);
            box.openDropdown();
            box.selectFirstOption();
          }}
          onFocus={() => box.openDropdown()}
          onClick={() => box.openDropdown()}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options className={classes.options} aria-label={t('editor.add')}>
          {found.map((person) => (
            <Combobox.Option key={person.login} value={person.login} className={classes.option}>
              <Face name={person.name} picture={person.avatar} size={32} />
              <span className={classes.words}>
                <span>{person.name}</span>
                <Text component="span" size="xs" c="dimmed">
                  {person.login}
                  {person.online && ` · ${t('editor.online')}`}
                </Text>
              </span>
            </Combobox.Option>
          ))}
          {book.map((camera) => (
            <Combobox.Option key={camera.dial} value={camera.dial} className={classes.option}>
              <IconDeviceCctv size={22} aria-hidden />
              {camera.name}
            </Combobox.Option>
          ))}
          {offerMail && (
            <Combobox.Option value={mail} className={classes.option}>
              <IconMailPlus size={22} aria-hidden />
              {t('editor.addMail', { mail })}
            </Combobox.Option>
          )}
          {offered && (
            <Combobox.Option value={offered.dial} className={classes.option}>
              {camera ? <IconDeviceCctv size={22} aria-hidden /> : <IconPhonePlus size={22} aria-hidden />}
              {t(camera ? 'editor.addCamera' : 'editor.addDevice', { dial: hideCredentials(offered.dial) })}
            </Combobox.Option>
          )}
          {found.length === 0 && book.length === 0 && !offerMail && !offered && (
            <Combobox.Empty>
              {wrong && /^(#|rtsps?:)/.test(text.trim())
                ? t([`errors.dial_${wrong}`, 'errors.invalid'])
                : people.isError
                  ? errorText(t, people.error)
                  : t(people.isPending ? 'shell.loading' : 'editor.notFound')}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
