import { IconDeviceCctv } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { Page, Person } from '../../../api/types';
import { useCall, useConference } from '../../../call/context';
import { linkOf } from '../../../call/link';
import { dialText } from '../../../dial/dialText';
import { codeOf } from '../../../protocol/refusal';
import { Avatar } from '../../Avatar';
import { Button } from '../../Button';
import { CopyButton } from '../../CopyButton';
import { Dialog } from '../../Dialog';
import { Field } from '../../Field';
import { BookCameras } from '../BookCameras';
import { BookContacts } from '../BookContacts';
import { CallList } from '../CallList';
import { CallRow } from '../CallRow';
import { DialOffer } from '../DialOffer';

type Found = { state: 'loading' } | { state: 'found'; people: Person[] } | { state: 'failed'; code: string };

/** Calls people of the server, whose open pages ring, and whoever a dial string names. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const link = useConference((c) => linkOf(c.info));
  const [search, setSearch] = useState('');
  const [group, setGroup] = useState('');
  const found = usePeople(search);
  return (
    <Dialog title={t('invite.title')} onClose={onClose}>
      <Field
        label={t('invite.search')}
        type="search"
        value={search}
        autoFocus
        onChange={(e) => setSearch(e.target.value)}
      />
      {!search && (
        <Button icon={<IconDeviceCctv />} onClick={() => setSearch('rtsp://')}>
          {t('invite.addCamera')}
        </Button>
      )}
      <DialOffer typed={search} />
      <CallList />
      <div className="invite-list" aria-busy={found.state === 'loading'}>
        <BookContacts typed={search} group={group} setGroup={setGroup} />
        {!group && <BookCameras typed={search} />}
        {!group && <People found={found} typed={search} />}
      </div>
      <hr />
      <p>{t('invite.orLink')}</p>
      <CopyButton text={link} label={t('info.copy')} />
    </Dialog>
  );
}

function People({ found, typed }: { found: Found; typed: string }) {
  const { t } = useTranslation();
  if (found.state === 'loading') return <div className="skeleton line" />;
  if (found.state === 'failed')
    return <p className="alert">{t([`errors.${found.code}`, 'errors.internal'])}</p>;
  if (found.people.length === 0)
    return dialText(typed) ? null : <p className="panel-empty">{t('invite.nobody')}</p>;
  return (
    <ul className="people">
      {found.people.map((person) => (
        <Invitee key={person.login} person={person} />
      ))}
    </ul>
  );
}

function Invitee({ person }: { person: Person }) {
  const { t } = useTranslation();
  const call = useCall();
  const here = useConference((c) => c.participants.some((p) => p.login === person.login));
  const ring = useConference((c) => c.rings.findLast((r) => r.login === person.login)?.state);
  const state = here
    ? t('invite.here')
    : ring
      ? t(`invite.state.${ring}`)
      : t(person.online ? 'invite.online' : 'invite.away');
  const name = person.name || person.login;
  return (
    <CallRow
      picture={<Avatar name={person.name} picture={person.avatar} size="s" />}
      name={name}
      state={state}
      here={here}
      busy={ring === 'ringing'}
      call={() => void call.act('invite', { login: person.login })}
    />
  );
}

function usePeople(search: string): Found {
  const [found, setFound] = useState<Found>({ state: 'loading' });
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.get<Page<Person>>('/people', { q: search.trim() || undefined }, stop.signal).then(
        (page) => setFound({ state: 'found', people: page.items ?? [] }),
        (cause: unknown) => stop.signal.aborted || setFound({ state: 'failed', code: codeOf(cause) }),
      );
    }, 200);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [search]);
  return found;
}
