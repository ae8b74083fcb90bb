import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { wideOn } from '../../call/display';
import type { Size } from '../../layout/layout';
import { participantOf } from '../../state/conference';
import { useStore } from '../../state/useStore';
import { Picture } from '../Picture';
import { ReactionIcon } from './ReactionIcon';
import { composedSlot } from './useWindowTrack';

/** Light mode: the whole view as one picture of the server, with names and marks in it. */
export function ComposedPicture({ size: { w, h } }: { size: Size }) {
  const { t, i18n } = useTranslation();
  const call = useCall();
  const view = useConference((c) => c.view);
  const slot = useConference(composedSlot);
  const track = useStore(call.connection.slots, (tracks) => tracks.get(slot?.mid ?? ''));
  useEffect(() => {
    const drawn = wideOn({ w, h });
    call.setDrawn('', 'composed', [drawn.w, drawn.h]);
    return () => call.setDrawn('', 'composed', undefined);
  }, [call, w, h]);
  const names = new Intl.ListFormat(i18n.language).format(
    new Set(view.windows.filter((window) => window.participant).map((window) => window.label)),
  );
  const comes = slot?.state === 'live' || slot?.state === 'paused';
  // Once it came it stays: while the same view in another size waits for its first
  // whole picture, the last one of the old size stands.
  const [came, setCame] = useState(false);
  if (came !== comes && (comes || !slot)) setCame(comes);
  return (
    <section className="composed" data-source="composed" aria-label={t('light.picture', { names })}>
      {came && track && <Picture track={track} whole />}
      {!came && <p className="tile-word">{t('light.waiting')}</p>}
      <Reactions />
    </section>
  );
}

/** Reactions last for seconds, too short for the picture: they stand over it. */
function Reactions() {
  const call = useCall();
  const people = useConference((c) => c);
  const reactions = useStore(call.reactions, (r) => r);
  return (
    <ul className="composed-reactions">
      {[...reactions].map(([id, reaction]) => (
        <li key={id}>
          <ReactionIcon reaction={reaction} className="mark-reaction" />
          {participantOf(people, id)?.name}
        </li>
      ))}
    </ul>
  );
}
