import { useEffect, useRef } from 'react';

interface Props {
  track: MediaStreamTrack;
  /** As in a mirror, for the own picture. */
  mirrored?: boolean;
  /** Whole picture with borders (screens), else the window is filled. */
  whole?: boolean;
  className?: string;
}

/** A moving picture without sound; sound has its own elements. */
export function Picture({ track, mirrored = false, whole = false, className = '' }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    video.srcObject = new MediaStream([track]);
    void video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={ref}
      className={`picture ${mirrored ? 'mirrored' : ''} ${whole ? 'whole' : ''} ${className}`}
      autoPlay
      muted
      playsInline
      aria-hidden="true"
      tabIndex={-1}
    />
  );
}
