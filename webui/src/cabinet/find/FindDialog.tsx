import { Combobox, Loader, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPhone, IconSearch, IconUsers, IconVideo } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { dialText } from '../../dial/dialText';
import { hideCredentials } from '../../dial/hideCredentials';
import { useExplained } from '../../dial/useExplained';
import { someConferencesQuery } from '../data/conference';
import { foundContactsQuery, type Placing, placeCall } from '../data/contacts';
import { foundConversationsQuery } from '../data/conversations';
import { useMe } from '../data/session';
import { ownZone } from '../data/zone';
import { errorText } from '../i18n/errorText';
import { momentsOf } from '../i18n/moments';
import { useMessaging } from '../messages/useMessaging';
import { Face } from '../parts/Face';
import { cardOf } from '../planning/places';
import { readableCID } from '../rooms/choose';
import { ModeIcon } from '../rooms/ModeIcon';
import classes from './Find.module.css';
import { faultOf, type Hit, hits } from './found';

/** One field over conferences, rooms, people, contacts and dial strings. */
export function FindDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const mayCall = me.rights.includes('call');
  const messaging = useMessaging(close);
  const box = useCombobox({ opened: true });
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 150);
  const on = { enabled: q !== '' };
  const conferences = useQuery({ ...someConferencesQuery({ q, limit: 6 }), ...on, refetchInterval: false });
  const contacts = useQuery({ ...foundContactsQuery(q), ...on });
  const talks = useQuery({ ...foundConversationsQuery(q), ...on });
  const explained = useExplained(dialText(text))?.explained;
  const found =
    q === ''
      ? []
      : hits(explained, conferences.data?.items ?? [], contacts.data ?? [], {
          me: me.login,
          mayCall,
          conversations: talks.data ?? [],
        });
  const call = useMutation({
    mutationFn: (placing: Placing) => placeCall(placing),
    onSuccess: ({ cid }) => location.assign(`/c/${cid}`),
  });
  const fault = faultOf(explained);

  const first = found[0]?.key;
  const { selectFirstOption, resetSelectedOption } = box;
  useEffect(() => {
    if (first) selectFirstOption();
    else resetSelectedOption();
  }, [first, selectFirstOption, resetSelectedOption]);

  const pick = (key: string) => {
    const hit = found.find((one) => one.key === key);
    if (!hit) return;
    if (hit.kind === 'dial') call.mutate({ dial: hit.text });
    else if (hit.kind === 'contact') call.mutate({ contact: hit.contact.id });
    else if (hit.kind === 'message') messaging.mutate(hit.contact.login);
    else if (hit.kind === 'conversation') {
      close();
      void navigate(`/cabinet/messages/${encodeURIComponent(hit.conversation.id)}`);
    } else {
      close();
      void navigate(cardOf(hit.conference, hit.conference.next ?? undefined));
    }
  };
  const busy =
    on.enabled && (conferences.isFetching || contacts.isFetching || call.isPending || messaging.isPending);

  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      title={t('find.title')}
      classNames={modal}
      centered={false}
      yOffset="8dvh"
    >
      <Combobox store={box} onOptionSubmit={pick}>
        <Combobox.EventsTarget withExpandedAttribute>
          <TextInput
            type="search"
            role="combobox"
            aria-label={t('find.title')}
            placeholder={t('find.placeholder')}
            leftSection={<IconSearch size={20} aria-hidden />}
            rightSection={busy ? <Loader size="xs" /> : undefined}
            size="md"
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
        </Combobox.EventsTarget>
        <div className={classes.results}>
          {(call.error || fault) && (
            <Text size="sm" className={classes.fault} role="alert">
              {call.error
                ? errorText(t, call.error)
                : t([`errors.${fault}`, 'errors.invalid'], { defaultValue: explained?.refused?.detail })}
            </Text>
          )}
          <Combobox.Options aria-label={t('find.results')}>
            {found.map((hit) => (
              <Combobox.Option key={hit.key} value={hit.key} className={classes.option}>
                <Line hit={hit} />
              </Combobox.Option>
            ))}
          </Combobox.Options>
          <Text size="sm" c="dimmed" className={classes.state} role="status">
            {q === ''
              ? t('find.hint')
              : found.length > 0
                ? t('find.found', { count: found.length })
                : !busy && !fault && t('find.none')}
          </Text>
        </div>
      </Combobox>
    </Modal>
  );
}

const modal = { body: classes.body ?? '', header: classes.hidden ?? '' };

function Line({ hit }: { hit: Hit }) {
  const { t, i18n } = useTranslation();
  if (hit.kind === 'dial') {
    const text = hideCredentials(hit.text);
    return (
      <Entry
        icon={
          <Mark>
            {hit.enters ? <IconVideo size={20} aria-hidden /> : <IconPhone size={20} aria-hidden />}
          </Mark>
        }
      >
        <span>{t(hit.enters ? 'find.enter' : 'find.dial', { text })}</span>
      </Entry>
    );
  }
  if (hit.kind === 'conversation') {
    const { name, people } = hit.conversation;
    return (
      <Entry
        icon={
          <Mark>
            <IconUsers size={20} aria-hidden />
          </Mark>
        }
      >
        <span>{name}</span>
        <Small>{[t('messages.groupKind'), t('messages.people', { count: people.length })].join(' · ')}</Small>
      </Entry>
    );
  }
  if (hit.kind === 'contact' || hit.kind === 'message') {
    const { name, avatar, login, dial, state } = hit.contact;
    return (
      <Entry icon={<Face name={name} picture={avatar} size={36} />}>
        <span>{t(hit.kind === 'message' ? 'messages.findMessage' : 'find.call', { name })}</span>
        <Small>
          {[login || hideCredentials(dial), state && t(`find.state.${state}`)].filter(Boolean).join(' · ')}
        </Small>
      </Entry>
    );
  }
  const { name, mode, cid, next, schedule } = hit.conference;
  return (
    <Entry
      icon={
        <Mark>
          <ModeIcon mode={mode} size={20} />
        </Mark>
      }
    >
      <span>{name}</span>
      <Small>
        {[
          t(schedule ? 'find.conference' : 'find.room'),
          next ? momentsOf(i18n.language, ownZone()).short(next.start) : readableCID(cid),
        ].join(' · ')}
      </Small>
    </Entry>
  );
}

function Entry({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <>
      {icon}
      <span className={classes.words}>{children}</span>
    </>
  );
}

const Mark = ({ children }: { children: ReactNode }) => <span className={classes.mark}>{children}</span>;

const Small = ({ children }: { children: ReactNode }) => (
  <span className={`tabular ${classes.small}`}>{children}</span>
);
