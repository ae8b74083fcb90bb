import { useEffect, useRef } from 'react';
import { useCall } from '../../call/context';
import { soundRefused } from '../../call/soundRefused';
import { settings } from '../../state/settings';
import { useStore } from '../../state/useStore';

/** The slots for sound, each in an element of its own; who is in which does not matter here. */
export function Sounds() {
  const tracks = useStore(useCall().connection.slots, (slots) => slots);
  return (
    <>
      {[...tracks.values()]
        .filter((track) => track.kind === 'audio')
        .map((track) => (
          <Sound key={track.id} track={track} />
        ))}
    </>
  );
}

function Sound({ track }: { track: MediaStreamTrack }) {
  const ref = useRef<HTMLAudioElement>(null);
  const speaker = useStore(settings, (s) => s.speakerId);
  const refused = useStore(soundRefused, Boolean);
  useEffect(() => {
    const audio = ref.current;
    if (!audio) return;
    audio.srcObject = new MediaStream([track]);
    return () => {
      audio.srcObject = null;
    };
  }, [track]);
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
