import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ConnectionChoice, type Session, type TimelineRow, timelineQuery } from '../data/analytics';
import { useDates } from '../i18n/dates';
import classes from './Analytics.module.css';
import { Listed } from './Listed';
import { marks, place } from './words';

interface Props {
  conference: string;
  session: Session;
  choice: ConnectionChoice;
}

/** Who was there when in one session, a bar for each stay. */
export function Timeline({ conference, session, choice }: Props) {
  const { t } = useTranslation();
  const rows = useInfiniteQuery(timelineQuery(conference, { ...choice, session: String(session.id) }));
  const begin = Date.parse(session.started);
  const end = session.ended ? Date.parse(session.ended) : Date.now();
  return (
    <Listed
      query={rows}
      found={(count) => t('analytics.found.people', { count })}
      filtered
      nothing={{ title: t('analytics.none.title'), text: t('analytics.none.text') }}
    >
      {(items) => (
        <div className={classes.timeline}>
          <Scale begin={begin} end={end} />
          <ul>
            {items.map((row) => (
              <Line key={row.person} row={row} begin={begin} end={end} />
            ))}
          </ul>
        </div>
      )}
    </Listed>
  );
}

function Scale({ begin, end }: { begin: number; end: number }) {
  const dates = useDates();
  return (
    <div className={classes.scale} aria-hidden>
      {marks(begin, end).map((at) => {
        const { left } = place(at, at, begin, end);
        return (
          <span key={at} style={{ left: `${left}%` }} data-end={left > 85 || undefined}>
            {dates.time(new Date(at).toISOString())}
          </span>
        );
      })}
    </div>
  );
}

function Line({ row, begin, end }: { row: TimelineRow; begin: number; end: number }) {
  const { t } = useTranslation();
  const dates = useDates();
  const stays = row.spans.map(
    ({ from, to }) => `${dates.time(from)} – ${to ? dates.time(to) : t('analytics.now')}`,
  );
  return (
    <li className={classes.stay}>
      <span className={classes.stayName}>{row.name}</span>
      <span className={classes.track} title={stays.join(', ')}>
        <span className="offscreen">{stays.join(', ')}</span>
        {row.spans.map(({ from, to }) => {
          const { left, width } = place(Date.parse(from), to ? Date.parse(to) : end, begin, end);
          return <span key={from} className={classes.bar} style={{ left: `${left}%`, width: `${width}%` }} />;
        })}
      </span>
    </li>
  );
}
