import { memo, useEffect } from 'react';
import { useCall, useConference } from '../../call/context';
import { label as labelOf, type NamePosition, type Rect } from '../../layout/layout';
import type { ViewWindow } from '../../protocol/types';
import { participantOf } from '../../state/conference';
import { settings } from '../../state/settings';
import { useStore } from '../../state/useStore';
import { Avatar } from '../Avatar';
import { Picture } from '../Picture';
import { CameraSlate } from './CameraSlate';
import { TerminalIcon } from './TerminalIcon';
import { TileMarks } from './TileMarks';
import { TileTools } from './TileTools';
import { useWindowTrack } from './useWindowTrack';

interface Props {
  window: ViewWindow;
  rect: Rect;
  names: NamePosition;
}

/** One window of the picture: somebody's camera or what he shows. */
export const Tile = memo(function Tile({ window, rect, names }: Props) {
  const call = useCall();
  const who = useConference((c) => participantOf(c, window.participant));
  const mine = useConference((c) => c.you.id === window.participant);
  const speaking =
    useConference((c) => c.speaking.includes(window.participant)) && window.source === 'camera';
  const mirror = useStore(settings, (s) => s.mirror);
  const track = useWindowTrack(window);
  const { participant, source } = window;
  const { w, h } = rect;

  useEffect(() => {
    if (mine) return;
    call.setDrawn(participant, source, [w, h]);
    return () => call.setDrawn(participant, source, undefined);
  }, [call, mine, participant, source, w, h]);

  const trouble = who?.camera && who.cameraState?.state !== 'live' ? who.cameraState : undefined;
  const small = labelOf({ x: 0, y: 0, w, h }, names).h === 0;
  const classes = [
    'tile',
    speaking && 'is-speaking',
    window.priority && 'is-priority',
    who?.link === 'reconnecting' && 'is-away',
    h < 130 && 'is-small',
  ];
  return (
    <article
      className={classes.filter(Boolean).join(' ')}
      style={{ left: rect.x, top: rect.y, width: w, height: h }}
      aria-label={window.label}
      data-participant={participant}
      data-source={source}
      onDoubleClick={() => call.show({ pin: call.display.get().pin === participant ? null : participant })}
    >
      <div className="tile-box">
        {source === 'camera' && who?.kind === 'rtsp' && <TerminalIcon kind="rtsp" size="l" />}
        {source === 'camera' && who?.kind !== 'rtsp' && (
          <Avatar name={who?.name ?? window.label} picture={who?.avatar} size={h < 130 ? 'm' : 'l'} />
        )}
        {track && (
          <Picture
            track={track}
            mirrored={mine && source === 'camera' && mirror}
            whole={source === 'screen'}
          />
        )}
        {trouble && <CameraSlate camera={trouble} />}
        <TileMarks window={window} who={who} names={small ? 'hidden' : names} mine={mine} />
        <TileTools participant={participant} source={source} />
      </div>
    </article>
  );
});
