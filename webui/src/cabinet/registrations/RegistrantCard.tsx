import { Anchor, Button, Drawer, Stack, Text } from '@mantine/core';
import { IconMailForward, IconUserMinus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { clock } from '../analytics/words';
import { type Conference, conferenceKey } from '../data/conference';
import { type Registrant, registrantsKey, removeRegistrant, sendLink } from '../data/registrants';
import { useServer } from '../data/session';
import { useDates } from '../i18n/dates';
import { type Fact, FactList } from '../parts/FactList';
import { tell, tellError } from '../parts/tell';
import { useUndoable } from '../parts/useUndoable';
import { answerOf, nameOf, ownColumns } from './fieldNames';
import { Took } from './RegistrantList';
import classes from './Registrations.module.css';

interface Props {
  conference: Conference;
  person?: Registrant;
  close: () => void;
}

/** What somebody said of himself, his link, and whether he came; beside the list. */
export function RegistrantCard({ conference, person, close }: Props) {
  return (
    <Drawer
      opened={person !== undefined}
      onClose={close}
      title={person && (person.name || person.email || person.login)}
    >
      {person && <Known conference={conference} person={person} close={close} />}
    </Drawer>
  );
}

function Known({ conference, person, close }: Props & { person: Registrant }) {
  const { t } = useTranslation();
  const dates = useDates();
  const way = person.invited ? 'invited' : person.addedBy ? 'added' : person.login ? 'button' : 'form';
  const facts: Fact[] = [
    [
      t('registrants.head.email'),
      person.email && <Anchor href={`mailto:${person.email}`}>{person.email}</Anchor>,
    ],
    [t('analytics.card.login'), person.login],
    [t('registrants.head.registered'), `${dates.full(person.created)} (${dates.zone})`],
    [t('registrants.how'), t(`registrants.way.${way}`, { by: person.addedBy })],
    [t('registrants.head.took'), <Took key="took" person={person} />],
    [t('registrants.joined'), person.joined && dates.full(person.joined)],
    [t('analytics.card.duration'), person.seconds ? clock(person.seconds) : ''],
    ...ownColumns(conference.registration?.fields ?? []).map(
      (field): Fact => [nameOf(t, field), answerOf(person, field.key)],
    ),
  ];
  return (
    <Stack gap="lg">
      <FactList
        facts={facts}
        link={{
          name: t('registrants.head.link'),
          url: person.link,
          copy: t('registrants.copy'),
          hint: t('registrants.linkHint'),
        }}
      />
      <div className={classes.buttons}>
        {person.link && person.email && <Send conference={conference} person={person} />}
        <Remove conference={conference} person={person} close={close} />
      </div>
    </Stack>
  );
}

function Send({ conference, person }: { conference: Conference; person: Registrant }) {
  const { t } = useTranslation();
  const mail = useServer()?.mail ?? false;
  const send = useMutation({
    mutationFn: () => sendLink(conference.id, person.id),
    onSuccess: ({ mailed }) =>
      tell(t(mailed ? 'registrants.sent' : 'registrants.notSent', { email: person.email })),
    onError: (error) => tellError(t, error),
  });
  if (!mail) {
    return (
      <Text size="sm" c="dimmed">
        {t('registrants.noMail')}
      </Text>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<IconMailForward size={18} aria-hidden />}
      loading={send.isPending}
      onClick={() => send.mutate()}
    >
      {t('registrants.send')}
    </Button>
  );
}

function Remove({ conference, person, close }: Props & { person: Registrant }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const name = person.name || person.email || person.login || '';
  const remove = (byKeyboard: boolean) => {
    close();
    undoable(
      {
        id: person.id,
        name,
        done: t('registrants.removed', { name }),
        undone: t('registrants.stays', { name }),
        failed: t('registrants.notRemoved', { name }),
        remove: () => removeRegistrant(conference.id, person.id),
        settled: () =>
          Promise.all([
            queries.invalidateQueries({ queryKey: registrantsKey(conference.id) }),
            queries.invalidateQueries({ queryKey: conferenceKey(conference.id) }),
          ]),
      },
      byKeyboard,
    );
  };
  return (
    <div>
      <Button
        variant="subtle"
        color="danger"
        px="xs"
        leftSection={<IconUserMinus size={18} aria-hidden />}
        onClick={(e) => remove(e.detail === 0)}
      >
        {t('registrants.remove')}
      </Button>
      <Text size="xs" c="dimmed">
        {t(person.invited ? 'registrants.removeInvitedHint' : 'registrants.removeHint')}
      </Text>
    </div>
  );
}
