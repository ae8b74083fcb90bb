import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { watchLevel } from '../media/level';

/** A bar that moves with the loudness of a track. Drawn past React, ten times a second. */
export function Level({ track }: { track: MediaStreamTrack | undefined }) {
  const { t } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tell = (level: number) => {
      if (bar.current) bar.current.style.transform = `scaleX(${level.toFixed(2)})`;
      meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)));
    };
    if (!track) return tell(0);
    return watchLevel(track, tell);
  }, [track]);
  return (
    <div
      ref={meter}
      className="level"
      role="meter"
      aria-label={t('device.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <div ref={bar} className="level-bar" />
    </div>
  );
}
