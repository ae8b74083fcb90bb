import {
  IconDots,
  IconHandStop,
  IconMicrophone,
  IconMicrophoneOff,
  IconPodium,
  IconScreenShare,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { renaming } from '../../call/renaming';
import type { Participant } from '../../protocol/types';
import { useStore } from '../../state/useStore';
import { Avatar } from '../Avatar';
import { Menu } from '../Menu';
import { CameraIcon } from './CameraIcon';
import { cameraWords } from './cameraWords';
import { RenameForm } from './RenameForm';
import { TerminalIcon } from './TerminalIcon';
import { terminals } from './terminals';
import { transferWords } from './transferWords';
import { usePersonMenu } from './usePersonMenu';

export function PersonRow({ person }: { person: Participant }) {
  const { t, i18n } = useTranslation();
  const call = useCall();
  const mine = useConference((c) => c.you.id === person.id);
  const speaking = useConference((c) => c.speaking.includes(person.id));
  const renamed = useStore(renaming, (id) => id === person.id);
  const pinned = useStore(call.display, (d) => d.pin === person.id);
  const transfer = useConference((c) => c.transfers.find((x) => x.id === person.id));
  const { groups } = usePersonMenu(person.id);
  const role = person.owner ? 'owner' : person.operator ? 'operator' : person.moderator ? 'moderator' : '';
  const words = [
    mine && t('person.you'),
    role && t(`role.${role}`),
    terminals.has(person.kind) && t(`kind.${person.kind}`),
    person.cameraState && cameraWords(t, i18n.language, person.cameraState),
    person.hold && t('mark.held'),
    transfer && transferWords(t, transfer),
    person.podium === 'asking' && t('podium.asks'),
    person.podium === 'called' && t('podium.called'),
    person.link === 'reconnecting' && t('mark.reconnecting'),
  ].filter(Boolean);
  const pin = {
    items: [
      {
        key: 'pin',
        label: t(pinned ? 'person.unpinShort' : 'person.pinShort'),
        onPick: () => call.show({ pin: pinned ? null : person.id }),
      },
    ],
  };
  return (
    <li className={speaking ? 'person is-speaking' : 'person'}>
      {terminals.has(person.kind) ? (
        <TerminalIcon kind={person.kind} />
      ) : (
        <Avatar name={person.name} picture={person.avatar} size="s" />
      )}
      {renamed ? (
        <RenameForm person={person} />
      ) : (
        <span className="person-words">
          <span className="person-name">{person.name}</span>
          {words.length > 0 && (
            <small className={person.cameraState && `camera-state is-${person.cameraState.state}`}>
              {person.cameraState && <CameraIcon state={person.cameraState.state} />}
              {words.join(' · ')}
            </small>
          )}
        </span>
      )}
      <span className="person-marks">
        {person.hand && <IconHandStop className="mark-hand" role="img" aria-label={t('mark.hand')} />}
        {person.podium === 'speaker' && <IconPodium role="img" aria-label={t('podium.speaks')} />}
        {person.screen && <IconScreenShare role="img" aria-label={t('mark.content')} />}
        {person.microphone ? (
          <IconMicrophone role="img" aria-label={t('mark.microphoneOn')} />
        ) : (
          <IconMicrophoneOff className="muted" role="img" aria-label={t('mark.muted')} />
        )}
        {person.camera ? (
          <IconVideo role="img" aria-label={t('mark.cameraOn')} />
        ) : (
          <IconVideoOff className="muted" role="img" aria-label={t('mark.cameraOff')} />
        )}
      </span>
      <Menu label={t('person.menu', { name: person.name })} groups={[pin, ...groups]} button={<IconDots />} />
    </li>
  );
}
