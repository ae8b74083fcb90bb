import { Button, Skeleton, Text, TextInput } from '@mantine/core';
import { IconMovieOff } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { fileSize } from '../../i18n/format';
import type { Conference } from '../data/conference';
import { recordingsQuery } from '../data/recording';
import { useDates } from '../i18n/dates';
import { NoRows } from '../parts/NoRows';
import { ConferencePage, ConferenceTop } from '../planning/ConferencePage';
import { Failure } from '../shell/Failure';
import { FileRow } from './FileRow';
import classes from './Recordings.module.css';
import { periodOf, sortFiles } from './sort';

/** All recordings of a room (L3–L6), whether it goes on or not. */
export function RecordingsPage() {
  const { t } = useTranslation();
  const { room = '' } = useParams();
  const titleOf = (name: string) => t('recordings.titleOf', { name });
  return <ConferencePage id={room} titleOf={titleOf} maxWidth="64rem" Body={Known} />;
}

function Known({ conference: room }: { conference: Conference }) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const limited = from !== '' || to !== '';
  const wrong = from !== '' && to !== '' && from > to;
  const files = useQuery({
    ...recordingsQuery(room.id, Boolean(room.liveRecording), periodOf(from, to)),
    enabled: !wrong,
    placeholderData: keepPreviousData,
  });
  const all = wrong ? [] : sortFiles(files.data ?? []);
  const size = (files.data ?? []).reduce((sum, file) => sum + file.size, 0);
  return (
    <>
      <ConferenceTop conference={room} back={t('recordings.back')} title={t('recordings.title')} />
      <div className={classes.period} role="search" aria-label={t('recordings.period')}>
        <TextInput
          type="date"
          label={t('recordings.from')}
          value={from}
          max={to || undefined}
          onChange={(e) => setFrom(e.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('recordings.to')}
          value={to}
          min={from || undefined}
          error={wrong ? t('recordings.wrongPeriod') : undefined}
          onChange={(e) => setTo(e.currentTarget.value)}
        />
        {limited && (
          <Button
            variant="default"
            onClick={() => {
              setFrom('');
              setTo('');
            }}
          >
            {t('recordings.always')}
          </Button>
        )}
      </div>
      <Text component="p" size="sm" c="dimmed" role="status" className={classes.found}>
        {all.length > 0 &&
          t('recordings.found', { count: all.length, size: fileSize(size, i18n.language), zone: dates.zone })}
      </Text>
      {files.error && !files.data && <Failure error={files.error} retry={() => files.refetch()} />}
      {files.isPending && !wrong && <Rows />}
      {files.data && all.length === 0 && !wrong && (
        <NoRows
          filtered={limited}
          Icon={IconMovieOff}
          title={t(limited ? 'recordings.none.title' : 'recordings.empty.title')}
          text={t(limited ? 'recordings.none.text' : 'recordings.empty.text')}
        />
      )}
      <ul className={classes.rows}>
        {all.map((recorded) => (
          <FileRow key={recorded.file.id} room={room.id} recorded={recorded} />
        ))}
      </ul>
    </>
  );
}

function Rows() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('shell.loading')} className={classes.rows}>
      {[1, 2, 3].map((n) => (
        <Skeleton key={n} height={92} radius="md" />
      ))}
    </div>
  );
}
