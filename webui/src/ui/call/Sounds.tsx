import { useEffect, useRef } from 'react';
import { useCall, useConference } from '../../call/context';
import { soundRefused } from '../../call/soundRefused';
import { turned } from '../../media/gain';
import { gainOf } from '../../state/gain';
import { settings } from '../../state/settings';
import { useStore } from '../../state/useStore';

/** The slots for sound, each in an element of its own; of who is in it only the gain matters. */
export function Sounds() {
  const tracks = useStore(useCall().connection.slots, (slots) => slots);
  return (
    <>
      {[...tracks]
        .filter(([, track]) => track.kind === 'audio')
        .map(([mid, track]) => (
          <Sound key={track.id} mid={mid} track={track} />
        ))}
    </>
  );
}

function Sound({ mid, track }: { mid: string; track: MediaStreamTrack }) {
  const ref = useRef<HTMLAudioElement>(null);
  const speaker = useStore(settings, (s) => s.speakerId);
  const refused = useStore(soundRefused, Boolean);
  const decibels = useConference((c) => gainOf(c, mid));
  useEffect(() => {
    const audio = ref.current;
    if (!audio) return;
    const sound = turned(track, decibels);
    audio.srcObject = sound.stream;
    return () => {
      audio.srcObject = null;
      sound.end();
    };
  }, [track, decibels]);
  // Also runs when the user pressed the button that allows sound.
  useEffect(() => {
    if (refused) return;
    ref.current?.play().catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'NotAllowedError') soundRefused.set(true);
    });
  }, [refused]);
  useEffect(() => {
    const audio = ref.current as (HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> }) | null;
    void audio?.setSinkId?.(speaker).catch(() => undefined);
  }, [speaker]);
  return <audio ref={ref} autoPlay hidden />;
}
