import { IconPlayerRecordFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { Elapsed } from './Elapsed';
import { useRecords } from './useRecords';

/** That the meeting is recorded, beside its duration, for everybody (L1); whoever may stops it here. */
export function RecordingMark() {
  const { t } = useTranslation();
  const call = useCall();
  const recording = useConference((c) => c.info.recording);
  const records = useRecords();
  if (recording?.state === 'starting' && records)
    return <p className="recording-mark is-starting">{t('recording.starting')}</p>;
  if (recording?.state !== 'on') return null;
  const mark = (
    <>
      <IconPlayerRecordFilled aria-hidden="true" />
      <span aria-hidden="true">{t('recording.mark')}</span>
      <span className="only-read">{t('recording.runs')}</span>
      <Elapsed since={recording.since} label={t('recording.duration')} />
    </>
  );
  if (!records) return <div className="recording-mark">{mark}</div>;
  return (
    <button
      type="button"
      className="recording-mark"
      aria-keyshortcuts="R"
      data-hint={`${t('recording.stop')} (R)`}
      onClick={() => call.record()}
    >
      {mark}
      <span className="only-read">{t('recording.stop')}</span>
    </button>
  );
}
