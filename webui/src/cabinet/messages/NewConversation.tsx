import { Button, Group, Modal, Pill, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../data/contacts';
import { makeGroup } from '../data/conversations';
import { errorText } from '../i18n/errorText';
import { Fault } from '../parts/Fault';
import classes from './Messages.module.css';
import { PickPeople } from './PickPeople';
import { useMessaging, useOpening } from './useMessaging';

interface Props {
  opened: boolean;
  close: () => void;
}

/** Begins a conversation with one person, or makes a group. */
export function NewConversation({ opened, close }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={close} title={t('messages.new')}>
      {opened && <Form close={close} />}
    </Modal>
  );
}

function Form({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'personal' | 'group'>('personal');
  const messaging = useMessaging(close);
  return (
    <Stack gap="md">
      <SegmentedControl
        fullWidth
        aria-label={t('messages.kind.label')}
        value={kind}
        onChange={(value) => setKind(value as typeof kind)}
        data={[
          { value: 'personal', label: t('messages.kind.personal') },
          { value: 'group', label: t('messages.kind.group') },
        ]}
      />
      {kind === 'personal' ? (
        <PickPeople pick={(person) => messaging.mutate(person.login)} />
      ) : (
        <GroupForm close={close} />
      )}
    </Stack>
  );
}

function GroupForm({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [people, setPeople] = useState<readonly Contact[]>([]);
  const [tried, setTried] = useState(false);
  const open = useOpening(close);
  const make = useMutation({
    mutationFn: () =>
      makeGroup(
        name.trim(),
        people.map((p) => p.login),
      ),
    onSuccess: open,
  });
  const toggle = (person: Contact) =>
    setPeople((now) =>
      now.some((p) => p.login === person.login)
        ? now.filter((p) => p.login !== person.login)
        : [...now, person],
    );
  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        setTried(true);
        if (name.trim() && people.length > 0) make.mutate();
      }}
    >
      <Stack gap="md">
        <Fault text={make.error ? errorText(t, make.error) : ''} />
        <TextInput
          label={t('messages.group.name')}
          maxLength={100}
          withAsterisk
          error={tried && !name.trim() ? t('messages.group.nameMissing') : undefined}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        {people.length > 0 && (
          <Pill.Group>
            {people.map((person) => (
              <Pill
                key={person.login}
                className={classes.pill}
                withRemoveButton
                onRemove={() => toggle(person)}
                removeButtonProps={{
                  'aria-label': t('messages.group.without', { name: person.name }),
                  tabIndex: 0,
                  'aria-hidden': false,
                }}
              >
                {person.name}
              </Pill>
            ))}
          </Pill.Group>
        )}
        <PickPeople chosen={people.map((p) => p.login)} pick={toggle} />
        {tried && people.length === 0 && <Fault text={t('messages.group.peopleMissing')} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('confirm.cancel')}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {t('messages.group.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
