import {
  IconHandStop,
  IconMicrophoneOff,
  IconPinned,
  IconPlayerPause,
  IconScreenShare,
  IconStar,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import type { NamePosition } from '../../layout/layout';
import type { Participant, ViewWindow } from '../../protocol/types';
import { useStore } from '../../state/useStore';
import { ReactionIcon } from './ReactionIcon';
import { slotOf } from './useWindowTrack';

interface Props {
  window: ViewWindow;
  who: Participant | undefined;
  names: NamePosition;
  mine: boolean;
}

/** What stands on a window: the name and what one must know of the person. */
export function TileMarks({ window, who, names, mine }: Props) {
  const { t } = useTranslation();
  const call = useCall();
  const state = useConference((c) => slotOf(c, window)?.state);
  const spotlit = useConference((c) => c.info.spotlight === window.participant);
  const pinned = useStore(call.display, (d) => d.pin === window.participant);
  const reaction = useStore(call.reactions, (r) => r.get(window.participant));
  const camera = window.source === 'camera';
  return (
    <>
      <div className={`tile-name names-${names || 'bottom'}`}>
        {camera && who && !who.microphone && <IconMicrophoneOff role="img" aria-label={t('mark.muted')} />}
        {!camera && <IconScreenShare role="img" aria-label={t('mark.content')} />}
        <span>{mine ? t('mark.you', { name: window.label }) : window.label}</span>
        {pinned && <IconPinned role="img" aria-label={t('mark.pinned')} />}
        {spotlit && <IconStar role="img" aria-label={t('mark.spotlit')} />}
      </div>
      <div className="tile-corner">
        {camera && who?.hand && <IconHandStop className="mark-hand" role="img" aria-label={t('mark.hand')} />}
        {!mine && state === 'paused' && <IconPlayerPause role="img" aria-label={t('mark.paused')} />}
        {camera && reaction && <ReactionIcon reaction={reaction} className="mark-reaction" />}
      </div>
      {who?.link === 'reconnecting' && <p className="tile-word">{t('mark.reconnecting')}</p>}
      {who?.hold && <p className="tile-word">{t('mark.held')}</p>}
      {!mine && state === 'unsupported' && <p className="tile-word">{t('mark.unsupported')}</p>}
    </>
  );
}
