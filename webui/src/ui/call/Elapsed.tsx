import { useEffect, useState } from 'react';
import { duration } from '../../i18n/format';

/** How long something has gone on, to the second. */
export function Elapsed({ since, label }: { since: string; label: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time className="duration" role="timer" aria-label={label}>
      {duration((now - Date.parse(since)) / 1000)}
    </time>
  );
}
