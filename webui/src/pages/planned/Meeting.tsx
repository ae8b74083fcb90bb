import { IconMapPin } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Linked } from '../../ui/Linked';
import type { PageFacts } from './page';
import { elsewhere, untilThen, when } from './when';

/** Name, host, time and place of a meeting. */
export function Meeting({ facts }: { facts: PageFacts }) {
  const { t } = useTranslation();
  return (
    <div className="conference-facts">
      <h1>{facts.name}</h1>
      <p className="muted">{t('facts.owner', { name: facts.ownerName })}</p>
      {facts.next && <Time facts={facts} next={facts.next} />}
      {facts.location && (
        <p className="planned-place">
          <IconMapPin aria-hidden="true" />
          <span>{facts.location}</span>
        </p>
      )}
      {facts.description && (
        <p className="description">
          <Linked text={facts.description} />
        </p>
      )}
    </div>
  );
}

function Time({ facts, next }: { facts: PageFacts; next: NonNullable<PageFacts['next']> }) {
  const { t, i18n } = useTranslation();
  const at = when(next.start, next.end, i18n.language);
  const there = elsewhere(next.start, facts.zone, i18n.language);
  return (
    <div className="planned-time">
      <p>
        <strong>{at.day}</strong>
        <br />
        {at.time}
        <br />
        <small className="muted">{at.zone}</small>
      </p>
      {there && <p className="muted">{t('planned.there', { time: there })}</p>}
      {facts.repeats && <p className="muted">{t('planned.repeats')}</p>}
      <Countdown facts={facts} start={next.start} />
    </div>
  );
}

function Countdown({ facts, start }: { facts: PageFacts; start: string }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  const left = untilThen(start, now);
  if (facts.state === 'running') return <p className="planned-left">{t('planned.runs')}</p>;
  if (!left) return <p className="planned-left">{t('planned.begins')}</p>;
  const parts = [
    left.days && t('planned.days', { count: left.days }),
    left.hours && t('planned.hours', { count: left.hours }),
    !left.days && left.minutes && t('planned.minutes', { count: left.minutes }),
  ].filter(Boolean);
  return <p className="planned-left">{t('planned.in', { time: parts.join(' ') })}</p>;
}
