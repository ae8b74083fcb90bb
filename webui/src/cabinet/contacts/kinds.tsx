import {
  IconDeviceCctv,
  IconDeviceTv,
  IconMail,
  IconPhone,
  IconUsersGroup,
  IconWorld,
} from '@tabler/icons-react';
import type { Contact } from '../data/contacts';

const icons: Record<string, typeof IconPhone> = {
  email: IconMail,
  sip: IconDeviceTv,
  h323: IconDeviceTv,
  tel: IconPhone,
  rtsp: IconDeviceCctv,
  conference: IconUsersGroup,
  conference_elsewhere: IconUsersGroup,
  federated: IconWorld,
};

/** What stands for a contact that is no person of the server. */
export function KindIcon({ kind, size }: { kind: string; size: number }) {
  const Icon = icons[kind] ?? IconPhone;
  return <Icon size={size} stroke={1.75} aria-hidden />;
}

/** How a contact is reached, as it is read. */
export const wayOf = (contact: Pick<Contact, 'login' | 'dial' | 'email' | 'source'>) =>
  contact.source === 'camera' ? '' : contact.login || contact.dial || contact.email;

/** What may be done with a contact by whoever has these rights (E1, E2, E3). */
export function dealings(
  contact: Pick<Contact, 'kind' | 'login'>,
  me: { login: string; admin: boolean; rights: string[] },
) {
  const has = (right: string) => me.admin || me.rights.includes(right);
  const somebody = contact.kind !== 'email' && contact.login !== me.login;
  const joins = contact.kind === 'conference';
  return {
    join: joins,
    call: somebody && !joins && has('call'),
    meet: somebody && !joins && has('create_conference') && (contact.kind === 'user' || has('call')),
    keep: has('address_book'),
  };
}
