import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Page } from '../../api/types';
import { useCall, useConference } from '../../call/context';
import { Avatar } from '../Avatar';
import { Button } from '../Button';
import { CallRow } from './CallRow';
import { TerminalIcon } from './TerminalIcon';

/** An entry of the address book, as far as it can be called. */
interface BookContact {
  id: string;
  name: string;
  kind: string;
  login: string;
  /** With … for what is secret: the contact is called by its id. */
  dial: string;
  avatar: string;
  state?: 'offline' | 'online' | 'busy';
}

interface Group {
  id: string;
  name: string;
}

const callable = new Set(['user', 'sip', 'tel', 'h323', 'rtsp']);

interface Props {
  typed: string;
  /** The one whose contacts are shown; empty: those found by what is typed. */
  group: string;
  setGroup: (group: string) => void;
}

/** Contacts of the own address book and the server's that can be called, and their groups. */
export function BookContacts({ typed, group, setGroup }: Props) {
  const groups = useGroups();
  const contacts = useContacts(typed.trim(), group);
  return (
    <>
      {groups.length > 0 && (
        <div className="book-groups">
          {groups.map(({ id, name }) => (
            <Button
              key={id}
              aria-pressed={group === id}
              look={group === id ? 'accent' : 'plain'}
              onClick={() => setGroup(group === id ? '' : id)}
            >
              {name}
            </Button>
          ))}
        </div>
      )}
      {contacts.length > 0 && (
        <ul className="people">
          {contacts.map((contact) => (
            <Line key={contact.id} contact={contact} />
          ))}
        </ul>
      )}
    </>
  );
}

function Line({ contact }: { contact: BookContact }) {
  const { t } = useTranslation();
  const { id, name, kind, login, dial, avatar } = contact;
  const call = useCall();
  const person = kind === 'user';
  const here = useConference((c) => person && c.participants.some((p) => p.login === login));
  const ring = useConference((c) => (person ? c.rings.findLast((r) => r.login === login)?.state : undefined));
  const presence = person ? t(contact.state === 'offline' ? 'invite.away' : 'invite.online') : dial;
  return (
    <CallRow
      picture={person ? <Avatar name={name} picture={avatar} size="s" /> : <TerminalIcon kind={kind} />}
      name={name}
      state={here ? t('invite.here') : ring ? t(`invite.state.${ring}`) : presence}
      here={here}
      busy={ring === 'ringing'}
      call={() => void call.act('invite', { contact: id })}
    />
  );
}

/** Those found by what is typed, or in a group; none without an account. */
function useContacts(q: string, group: string): BookContact[] {
  const [found, setFound] = useState<BookContact[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const part = (source: string) =>
        api.get<Page<BookContact>>(
          '/contacts',
          { q: q || undefined, group: group || undefined, source, limit: group ? 200 : 10 },
          stop.signal,
        );
      Promise.all([part('own'), part('server')]).then(
        (pages) => setFound(pages.flatMap((page) => page.items ?? []).filter((c) => callable.has(c.kind))),
        () => stop.signal.aborted || setFound([]),
      );
    }, 200);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q, group]);
  return found;
}

function useGroups(): Group[] {
  const [all, setAll] = useState<Group[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    api.get<Page<Group>>('/contact-groups', undefined, stop.signal).then(
      (page) => setAll(page.items ?? []),
      () => undefined, // a guest has no address book
    );
    return () => stop.abort();
  }, []);
  return all;
}
