import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Presence } from '../../protocol/messages';
import type { Contact } from '../data/contacts';
import { Face } from '../parts/Face';
import classes from './Contacts.module.css';
import { KindIcon } from './kinds';

const colours = { online: 'good', busy: 'danger', offline: 'gray' } as const;

/** A picture with a dot that says whether the person can be called; the words stand beside it. */
export function ContactFace({ contact, state }: { contact: Contact; state?: Presence }) {
  if (contact.kind !== 'user') {
    return (
      <span className={classes.sign}>
        <KindIcon kind={contact.kind} size={22} />
      </span>
    );
  }
  return <Face name={contact.name} picture={contact.avatar} size={44} state={state} />;
}

export function PresenceWord({ state }: { state?: Presence }) {
  const { t } = useTranslation();
  if (!state) return null;
  return (
    <Badge color={colours[state]} variant="light" tt="none">
      {t(`contacts.presence.${state}`)}
    </Badge>
  );
}
