import {
  IconHandOff,
  IconHandStop,
  IconLayoutGrid,
  IconMessage,
  IconMoodSmile,
  IconPhoneOff,
  IconPodium,
  IconScreenShare,
  IconScreenShareOff,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference, useSession } from '../../call/context';
import { dialog, panel, toggle } from '../../call/panels';
import { canShare } from '../../media/screen';
import { moderates, participantOf } from '../../state/conference';
import { useStore } from '../../state/useStore';
import { IconButton } from '../IconButton';
import { Menu } from '../Menu';
import { DeviceButton } from './DeviceButton';
import { MoreMenu } from './MoreMenu';
import { useNarrow } from './useNarrow';
import { usePodium } from './usePodium';
import { useReactionMenu } from './useReactionMenu';

/** The controls of the call. On a telephone the rarer ones move into "more". */
export function Toolbar() {
  const { t } = useTranslation();
  const session = useSession();
  const narrow = useNarrow();
  const moderator = useConference(moderates);
  return (
    <footer className="toolbar-area">
      <div className="toolbar" role="toolbar" aria-label={t('toolbar.label')}>
        <DeviceButton kind="microphone" />
        <DeviceButton kind="camera" />
        {!narrow && (
          <>
            <ShareButton />
            <HandButton />
            <PodiumButton />
            <Reactions />
          </>
        )}
        <ChatButton />
        <PeopleButton />
        {!narrow && (
          <IconButton
            label={t('layout.title')}
            shortcut="L"
            icon={<IconLayoutGrid />}
            onClick={() => dialog.set('layout')}
          />
        )}
        <MoreMenu narrow={narrow} />
        <IconButton
          className="leave"
          label={t('leave.button')}
          icon={<IconPhoneOff />}
          onClick={() => (moderator ? dialog.set('leave') : session.leave())}
        />
      </div>
    </footer>
  );
}

function ShareButton() {
  const { t } = useTranslation();
  const call = useCall();
  const allowed = useConference((c) => c.you.permissions.shareContent);
  const on = useStore(call.sharing, Boolean);
  if (!allowed || !canShare()) return null;
  return (
    <IconButton
      className={on ? 'is-on' : ''}
      label={t(on ? 'screen.off' : 'screen.on')}
      shortcut="D"
      icon={on ? <IconScreenShareOff /> : <IconScreenShare />}
      onClick={() => void call.toggleScreen()}
    />
  );
}

function HandButton() {
  const { t } = useTranslation();
  const call = useCall();
  const allowed = useConference((c) => c.you.permissions.raiseHand);
  const up = useConference((c) => Boolean(participantOf(c, c.you.id)?.hand));
  if (!allowed) return null;
  return (
    <IconButton
      className={up ? 'is-on' : ''}
      aria-pressed={up}
      label={t(up ? 'hand.down' : 'hand.up')}
      shortcut="H"
      icon={up ? <IconHandOff /> : <IconHandStop />}
      onClick={() => void call.act('hand', { up: !up })}
    />
  );
}

function PodiumButton() {
  const deed = usePodium();
  if (!deed) return null;
  return (
    <IconButton
      className={deed.on ? 'is-on' : ''}
      label={deed.label}
      icon={<IconPodium />}
      onClick={deed.act}
    />
  );
}

function Reactions() {
  const { t } = useTranslation();
  return <Menu label={t('reaction.label')} groups={[useReactionMenu()]} button={<IconMoodSmile />} />;
}

function ChatButton() {
  const { t } = useTranslation();
  const open = useStore(panel, (p) => p === 'chat');
  const unread = useStore(useCall().unread, (n) => n);
  return (
    <IconButton
      className={open ? 'is-on' : ''}
      label={t('chat.title')}
      aria-expanded={open}
      shortcut="C"
      count={unread}
      icon={<IconMessage />}
      onClick={() => toggle('chat')}
    />
  );
}

function PeopleButton() {
  const { t } = useTranslation();
  const open = useStore(panel, (p) => p === 'people');
  const waiting = useConference((c) => c.waiting.length);
  const allowed = useConference((c) => c.you.permissions.seePeople || c.you.permissions.moderate);
  if (!allowed) return null;
  return (
    <IconButton
      className={open ? 'is-on' : ''}
      label={t('people.title')}
      aria-expanded={open}
      shortcut="P"
      count={waiting}
      icon={<IconUsers />}
      onClick={() => toggle('people')}
    />
  );
}
