import { IconDots, IconPlayerRecordFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { dialog } from '../../call/panels';
import { canShare } from '../../media/screen';
import { moderates, participantOf } from '../../state/conference';
import { useStore } from '../../state/useStore';
import { Menu, type MenuGroup, type MenuItem } from '../Menu';
import { canFullScreen, toggleFullScreen } from './fullScreen';
import { canPicture, openPicture } from './pictureInPicture';
import { usePodium } from './usePodium';
import { useReactionMenu } from './useReactionMenu';
import { useRecords } from './useRecords';

/** Everything that is not a button of its own. */
export function MoreMenu({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const groups = [useReactions(narrow), useHere(narrow), useRecording(), useModeration(), useWindow(narrow)];
  return <Menu label={t('more')} groups={groups} button={<IconDots />} />;
}

function useReactions(narrow: boolean): MenuGroup {
  const groups = useReactionMenu();
  return narrow ? groups : { items: [] };
}

/** On a telephone: what has no place in the toolbar. */
function useHere(narrow: boolean): MenuGroup {
  const { t } = useTranslation();
  const call = useCall();
  const podium = usePodium();
  const up = useConference((c) => Boolean(participantOf(c, c.you.id)?.hand));
  const { shareContent, raiseHand } = useConference((c) => c.you.permissions);
  const shares = useStore(call.sharing, Boolean);
  if (!narrow) return { items: [] };
  const items: MenuItem[] = [];
  const add = (key: string, label: string, onPick: () => void) => items.push({ key, label, onPick });
  if (raiseHand) add('hand', t(up ? 'hand.down' : 'hand.up'), () => void call.act('hand', { up: !up }));
  if (podium) add('podium', podium.label, podium.act);
  if (shareContent && canShare())
    add('share', t(shares ? 'screen.off' : 'screen.on'), () => void call.toggleScreen());
  add('layout', t('layout.title'), () => dialog.set('layout'));
  return { items };
}

/** For the owner and administrators (L1). */
function useRecording(): MenuGroup {
  const { t } = useTranslation();
  const call = useCall();
  const state = useConference((c) => c.info.recording?.state ?? 'off');
  if (!useRecords()) return { items: [] };
  const labels = { off: 'recording.start', starting: 'recording.starting', on: 'recording.stop' };
  return {
    items: [
      {
        key: 'record',
        label: t(labels[state]),
        icon: state === 'on' ? <IconPlayerStopFilled /> : <IconPlayerRecordFilled />,
        danger: state === 'on',
        disabled: state === 'starting',
        onPick: () => call.record(),
      },
    ],
  };
}

/** What moderators do to the whole meeting. */
function useModeration(): MenuGroup {
  const { t } = useTranslation();
  const call = useCall();
  const moderator = useConference(moderates);
  const locked = useConference((c) => c.info.locked ?? false);
  const room = useConference((c) => c.info.waitingRoom ?? false);
  const waiting = useConference((c) => c.waiting.length);
  if (!moderator) return { items: [] };
  const turnRoom = () => {
    if (room && waiting > 0) dialog.set('waitingroom');
    else void call.act('waitingroom', { on: !room });
  };
  return {
    heading: t('moderate.label'),
    items: [
      { key: 'invite', label: t('invite.title'), onPick: () => dialog.set('invite') },
      {
        key: 'muteAll',
        label: t('moderate.muteAll'),
        onPick: () => void call.act('mute', { participants: 'all', microphone: true }),
      },
      {
        key: 'lock',
        label: t(locked ? 'moderate.unlock' : 'moderate.lock'),
        onPick: () => void call.act('lock', { locked: !locked }),
      },
      { key: 'room', label: t(room ? 'moderate.roomOff' : 'moderate.roomOn'), onPick: turnRoom },
      { key: 'access', label: t('access.title'), onPick: () => dialog.set('access') },
      { key: 'mode', label: t('mode.title'), onPick: () => dialog.set('mode') },
    ],
  };
}

function useWindow(narrow: boolean): MenuGroup {
  const { t } = useTranslation();
  const call = useCall();
  const light = useStore(call.display, (d) => d.composed);
  const items: MenuItem[] = [];
  if (canPicture())
    items.push({ key: 'picture', label: t('picture.open'), onPick: () => void openPicture(call) });
  if (canFullScreen()) items.push({ key: 'full', label: t('fullScreen'), onPick: toggleFullScreen });
  if (call.composes())
    items.push({
      key: 'light',
      label: t(light ? 'light.off' : 'light.on'),
      onPick: () => call.setLight(!light),
    });
  items.push(
    { key: 'settings', label: t('settings.title'), onPick: () => dialog.set('settings') },
    { key: 'quality', label: t('quality.title'), onPick: () => dialog.set('quality') },
  );
  if (!narrow) items.push({ key: 'keys', label: t('keys.title'), onPick: () => dialog.set('keys') });
  return { items };
}
