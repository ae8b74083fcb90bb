import { IconClockOff, IconClockPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { duration } from '../../i18n/format';

const warned = 5 * 60_000;
const more = 15 * 60_000;

/** How much is left of the planned time, in its last five minutes; moderators extend it here, or let people end it. */
export function TimeLeft() {
  const { t } = useTranslation();
  const call = useCall();
  const endsAt = useConference((c) => c.info.endsAt);
  const moderates = useConference((c) => c.you.permissions.moderate);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!endsAt) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [endsAt]);
  const ends = endsAt ? Date.parse(endsAt) : 0;
  if (!endsAt || ends - now > warned) return null;
  const set = (to: string | null) => void call.act('ends', { endsAt: to });
  return (
    <div className="time-left">
      <span role="status">
        <span className="only-read">{t('call.endsSoon')}</span>
        <span aria-hidden="true">
          {t('call.left', { time: duration(Math.max(0, Math.ceil((ends - now) / 1000))) })}
        </span>
      </span>
      {moderates && (
        <>
          <button
            type="button"
            data-hint={t('call.extend')}
            onClick={() => set(new Date(ends + more).toISOString())}
          >
            <IconClockPlus aria-hidden="true" />
            <span className="only-read">{t('call.extend')}</span>
            <span aria-hidden="true">+15</span>
          </button>
          <button type="button" data-hint={t('call.endless')} onClick={() => set(null)}>
            <IconClockOff aria-hidden="true" />
            <span className="only-read">{t('call.endless')}</span>
          </button>
        </>
      )}
    </div>
  );
}
