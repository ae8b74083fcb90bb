import { Skeleton, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { previewQuery } from '../data/planning';
import type { Occurrence } from '../data/schedule';
import { ahead, offsetOf, ownZone } from '../data/zone';
import { errorText } from '../i18n/errorText';
import { momentsOf } from '../i18n/moments';
import { type Meeting, meetingProblems, seriesOf } from './meeting';
import { repeatWords } from './repeatWords';
import classes from './Schedule.module.css';

/** The rule in words and the next meetings by it, as the server reckons them. */
export function Preview({ meeting }: { meeting: Meeting }) {
  const { t, i18n } = useTranslation();
  const good = meetingProblems(meeting) === undefined;
  const [asked] = useDebouncedValue(meeting, 300);
  const preview = useQuery({
    ...previewQuery(seriesOf(asked)),
    enabled: good && meetingProblems(asked) === undefined,
  });
  if (!good) return null;
  const words = repeatWords(meeting.repeat, meeting.date, t, i18n.language, meeting.time);
  return (
    <section className={classes.preview} aria-label={t('preview.title')}>
      <Text fw={600} size="sm" className={classes.words} role="status">
        {words}
      </Text>
      {preview.error && (
        <Text size="sm" c="danger" role="alert">
          {errorText(t, preview.error)}
        </Text>
      )}
      {preview.isPending && <Skeleton height={20} mt="xs" aria-hidden />}
      {preview.data && <Dates occurrences={preview.data} zone={meeting.zone} />}
    </section>
  );
}

function Dates({ occurrences, zone }: { occurrences: Occurrence[]; zone: string }) {
  const { t, i18n } = useTranslation();
  const there = momentsOf(i18n.language, zone);
  const here = momentsOf(i18n.language, ownZone());
  const first = occurrences[0];
  return (
    <ul className={classes.dates}>
      {occurrences.map((one) => (
        <li key={one.of}>
          <span className="tabular">{there.long(one.start)}</span>
          {first && (
            <Text component="span" size="xs" className={classes.mark}>
              {[
                here.long(one.start) !== there.long(one.start) &&
                  t('preview.here', { time: here.long(one.start) }),
                clockNote(first, one, zone, t, i18n.language),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Where the clock of the meeting has changed since the first one: it is another hour for people elsewhere. */
function clockNote(
  first: Occurrence,
  one: Occurrence,
  zone: string,
  t: ReturnType<typeof useTranslation>['t'],
  language: string,
): string {
  const at = new Date(one.start);
  const moved = ahead(zone, at) - ahead(zone, new Date(first.start));
  const mine = ahead(ownZone(), at) - ahead(ownZone(), new Date(first.start));
  if (moved === mine && moved === 0) return '';
  const changed = moved !== 0 ? zone : ownZone();
  return t(moved === 0 ? 'preview.clockHere' : 'preview.clock', { offset: offsetOf(changed, at, language) });
}
