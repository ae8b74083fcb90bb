import { Badge, Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconMovie, IconPlayerRecordFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { duration, fileSize } from '../../i18n/format';
import type { RecordingFile } from '../data/recording';
import { type Dates, useDates } from '../i18n/dates';
import { FileActions } from './FileActions';
import classes from './Recordings.module.css';
import { type Recorded, trackOf } from './sort';

/** One recording with all of L5; the participants' own files can be unfolded below it. */
export function FileRow({ room, recorded: { file, tracks } }: { room: string; recorded: Recorded }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [open, fold] = useDisclosure(false);
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        <span className={classes.icon} data-running={file.running || undefined}>
          {file.running ? (
            <IconPlayerRecordFilled size={20} aria-hidden />
          ) : (
            <IconMovie size={22} stroke={1.6} aria-hidden />
          )}
        </span>
        <div className={classes.words}>
          <div className={classes.time}>{file.part ? <Track file={file} /> : span(file, dates)}</div>
          {file.part && <div className={classes.line}>{span(file, dates)}</div>}
          <Facts file={file} />
          <div className={classes.file}>{file.name}</div>
        </div>
        {file.running ? (
          <Badge color="danger" variant="light" size="lg" tt="none">
            {t('recordings.running')}
          </Badge>
        ) : (
          <FileActions room={room} file={file} />
        )}
      </div>
      {tracks.length > 0 && (
        <>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            className={classes.unfold}
            aria-expanded={open}
            rightSection={<IconChevronDown size={16} aria-hidden data-open={open || undefined} />}
            onClick={fold.toggle}
          >
            {t('recordings.tracks', { count: tracks.length })}
          </Button>
          <Collapse expanded={open} keepMounted={false}>
            <ul className={classes.tracks}>
              {tracks.map((track) => (
                <li key={track.id} className={classes.track}>
                  <div className={classes.words}>
                    <div className={classes.part}>
                      <Track file={track} />
                    </div>
                    <Facts file={track} />
                    <div className={classes.file}>{track.name}</div>
                  </div>
                  {!track.running && <FileActions room={room} file={track} />}
                </li>
              ))}
            </ul>
          </Collapse>
        </>
      )}
    </li>
  );
}

function Track({ file }: { file: RecordingFile }) {
  const { t } = useTranslation();
  const { who, source } = trackOf(file);
  return source ? t('recordings.trackOf', { name: who, source: t(`recordings.source.${source}`) }) : who;
}

/** Duration, size and format, each with its name for those who cannot see the row. */
function Facts({ file }: { file: RecordingFile }) {
  const { t, i18n } = useTranslation();
  const facts = [
    [t('recordings.duration'), duration(file.duration)],
    [t('recordings.size'), fileSize(file.size, i18n.language)],
    [t('recordings.format'), file.format],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** From when to when; while it runs only from when. */
function span(file: RecordingFile, dates: Dates): string {
  if (file.running) return dates.full(file.start);
  const sameDay = dates.day(file.start) === dates.day(file.end);
  return `${dates.full(file.start)} – ${sameDay ? dates.time(file.end) : dates.full(file.end)}`;
}
