import { IconCalendarPlus, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../call/context';
import { OpeningPage } from '../OpeningPage';
import { TopBar } from '../parts/TopBar';
import { RefusedPage } from '../RefusedPage';
import { Meeting } from './Meeting';
import { NoParticipation } from './NoParticipation';
import type { PageFacts } from './page';
import { Registration } from './Registration';
import { useFacts } from './useFacts';

/** A conference that cannot be joined at the moment: when it is, and what one can do until then (A10–A14). */
export default function PlannedPage() {
  const session = useSession();
  const { facts, code, show } = useFacts(session);
  if (code === 'no_participation') return <NoParticipation />;
  if (code) return <RefusedPage code={code} />;
  if (!facts) return <OpeningPage />;
  return (
    <div className="page">
      <TopBar />
      <main className="planned">
        <article className="card door">
          <Meeting facts={facts} />
          {facts.calendarLinks && facts.state !== 'over' && <Calendars links={facts.calendarLinks} />}
          <What facts={facts} />
        </article>
        {facts.registration && facts.state !== 'over' && <Registration facts={facts} onTaken={show} />}
      </main>
    </div>
  );
}

function What({ facts }: { facts: PageFacts }) {
  const { t } = useTranslation();
  if (facts.state === 'over') return <p className="planned-note">{t('planned.over')}</p>;
  if (facts.registration && !facts.registered) return null;
  return (
    <p className="planned-note" role="status">
      {facts.state === 'planned' ? t('planned.opensItself') : <Held code={facts.whyNot ?? ''} />}
    </p>
  );
}

function Held({ code }: { code: string }) {
  const { t } = useTranslation();
  return (
    <>
      <IconLock aria-hidden="true" /> {t([`refused.${code}.text`, `errors.${code}`, 'planned.notNow'])}
    </>
  );
}

function Calendars({ links }: { links: NonNullable<PageFacts['calendarLinks']> }) {
  const { t } = useTranslation();
  return (
    <nav className="planned-calendars" aria-label={t('planned.calendar.title')}>
      <a className="button button-plain" href={links.ics} download>
        <IconCalendarPlus />
        <span>{t('planned.calendar.file')}</span>
      </a>
      <a href={links.google} target="_blank" rel="noreferrer">
        Google
      </a>
      <a href={links.outlook} target="_blank" rel="noreferrer">
        Outlook
      </a>
    </nav>
  );
}
