import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { IconDeviceCctv, IconFolder, IconMailPlus, IconPhonePlus, IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hideCredentials } from '../../dial/hideCredentials';
import { KindIcon, wayOf } from '../contacts/kinds';
import type { AccessType, Invited } from '../data/conference';
import { type ContactGroup, contactsOfGroup } from '../data/contacts';
import { errorText } from '../i18n/errorText';
import { Face } from '../parts/Face';
import { tell, tellError } from '../parts/tell';
import classes from './AddPeople.module.css';
import { addable, hindranceOf, invitedOf } from './invitable';
import { Offer } from './Offer';
import { useInvitable } from './useInvitable';

interface Props {
  /** Who is on the list already. */
  invited: readonly Invited[];
  /** Whose conference it is: nobody invites himself. */
  owner?: string;
  access: AccessType;
  add: (some: Invited[]) => void;
  error?: ReactNode;
}

/**
 * A field that finds people of the server, contacts and their groups while one types;
 * an e-mail address and the dial string of a device are taken as they are.
 */
export function AddPeople({ invited, owner, access, add, error }: Props) {
  const { t } = useTranslation();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [text, setText] = useState('');
  const byMail = access === 'public';
  const found = useInvitable(text, byMail, box.dropdownOpened);
  const { contacts, groups, people, cameras, mail, device, wrong } = found;
  const there = (is: (i: Invited) => boolean) => (invited.some(is) ? ('there' as const) : undefined);
  const addGroup = useAddGroup(invited, access, owner, add);

  const first = [mail, device?.dial, contacts[0]?.id, groups[0]?.id, people[0]?.login, cameras[0]?.dial].find(
    Boolean,
  );
  const { selectFirstOption, resetSelectedOption } = box;
  useEffect(() => {
    if (text && first) selectFirstOption();
    else resetSelectedOption();
  }, [text, first, selectFirstOption, resetSelectedOption]);

  const pick = (value: string) => {
    const [kind, id] = [value.slice(0, 1), value.slice(2)];
    const person = people.find((p) => p.login === id);
    const contact = contacts.find((c) => c.id === id);
    const group = groups.find((g) => g.id === id);
    if (kind === 'p' && person) add([{ login: person.login, name: person.name }]);
    else if (kind === 'c' && contact) add([invitedOf(contact)]);
    else if (kind === 'g' && group) addGroup.mutate(group);
    else if (kind === 'v') add([cameras.find((c) => c.dial === id) ?? { dial: id }]);
    else if (kind === 'd' && device) add([device]);
    else if (kind === 'm') add([{ email: id }]);
    setText('');
    box.closeDropdown(); // what was added is below it
  };
  const none = [contacts, groups, people, cameras].every((some) => some.length === 0) && !mail && !device;

  return (
    <Combobox store={box} onOptionSubmit={pick} shadow="md" withinPortal={false}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          role="combobox"
          label={t(byMail ? 'editor.addOrMail' : 'editor.add')}
          placeholder={t('editor.addPlaceholder')}
          leftSection={<IconSearch size={18} aria-hidden />}
          rightSection={found.busy || addGroup.isPending ? <Loader size="xs" /> : undefined}
          value={text}
          error={error}
          data-field="invited"
          onChange={(e) => {
            setText(e.currentTarget.value);
            box.openDropdown();
          }}
          onFocus={() => box.openDropdown()}
          onClick={() => box.openDropdown()}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options className={classes.options} aria-label={t('editor.add')}>
          {mail && (
            <Offer
              value={`m ${mail}`}
              icon={<IconMailPlus size={22} aria-hidden />}
              name={t('editor.addMail', { mail })}
              hindrance={there((i) => i.email === mail)}
            />
          )}
          {device && (
            <Offer
              value={`d ${device.dial}`}
              icon={
                device.dial.startsWith('rtsp') ? (
                  <IconDeviceCctv size={22} aria-hidden />
                ) : (
                  <IconPhonePlus size={22} aria-hidden />
                )
              }
              name={t(device.dial.startsWith('rtsp') ? 'editor.addCamera' : 'editor.addDevice', {
                dial: hideCredentials(device.dial),
              })}
              hindrance={there((i) => i.dial === device.dial)}
            />
          )}
          {contacts.length > 0 && (
            <Combobox.Group label={t('addPeople.contacts')}>
              {contacts.map((contact) => (
                <Offer
                  key={contact.id}
                  value={`c ${contact.id}`}
                  icon={
                    contact.kind === 'user' ? (
                      <Face name={contact.name} picture={contact.avatar} size={32} />
                    ) : (
                      <KindIcon kind={contact.kind} size={22} />
                    )
                  }
                  name={contact.name}
                  line={wayOf(contact)}
                  hindrance={hindranceOf(contact, invited, access, owner)}
                />
              ))}
            </Combobox.Group>
          )}
          {groups.length > 0 && (
            <Combobox.Group label={t('addPeople.groups')}>
              {groups.map((group) => (
                <Offer
                  key={group.id}
                  value={`g ${group.id}`}
                  icon={<IconFolder size={22} aria-hidden />}
                  name={t('addPeople.group', { name: group.name })}
                  line={t(`addPeople.of.${group.source}`)}
                />
              ))}
            </Combobox.Group>
          )}
          {people.length > 0 && (
            <Combobox.Group label={t('contacts.show.person')}>
              {people.map((person) => (
                <Offer
                  key={person.login}
                  value={`p ${person.login}`}
                  icon={<Face name={person.name} picture={person.avatar} size={32} />}
                  name={person.name}
                  line={`${person.login}${person.online ? ` · ${t('editor.online')}` : ''}`}
                  hindrance={
                    there((i) => i.login === person.login) ?? (person.login === owner ? 'there' : undefined)
                  }
                />
              ))}
            </Combobox.Group>
          )}
          {cameras.length > 0 && (
            <Combobox.Group label={t('contacts.show.camera')}>
              {cameras.map((camera) => (
                <Offer
                  key={camera.dial}
                  value={`v ${camera.dial}`}
                  icon={<IconDeviceCctv size={22} aria-hidden />}
                  name={camera.name}
                  hindrance={there((i) => i.dial === camera.dial)}
                />
              ))}
            </Combobox.Group>
          )}
          {none && (
            <Combobox.Empty>
              {wrong && /^(#|rtsps?:)/.test(text.trim())
                ? t([`errors.dial_${wrong}`, 'errors.invalid'])
                : found.error
                  ? errorText(t, found.error)
                  : t(found.pending ? 'shell.loading' : 'editor.notFound')}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Adds everybody of a group who can be invited, and says how many that were. */
function useAddGroup(
  invited: readonly Invited[],
  access: AccessType,
  owner: string | undefined,
  add: (some: Invited[]) => void,
) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: ({ id }: ContactGroup) => contactsOfGroup(id),
    onSuccess: (contacts, { name }) => {
      const { added, there, not } = addable(contacts, invited, access, owner);
      if (added.length > 0) add(added);
      tell(
        [
          t('addPeople.added', { count: added.length, name }),
          there > 0 && t('addPeople.wereThere', { count: there }),
          not > 0 && t('addPeople.cannot', { count: not }),
        ]
          .filter(Boolean)
          .join(' '),
      );
    },
    onError: (error) => tellError(t, error),
  });
}
