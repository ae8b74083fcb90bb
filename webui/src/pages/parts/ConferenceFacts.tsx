import { IconPlayerRecordFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clock } from '../../i18n/format';
import type { Info } from '../../protocol/types';
import { Linked } from '../../ui/Linked';

/** What the meeting is: name, owner, since when. */
export function ConferenceFacts({ info }: { info: Info }) {
  const { t, i18n } = useTranslation();
  const since = info.running && info.started ? clock(info.started, i18n.language) : '';
  return (
    <div className="conference-facts">
      <h1>{info.name}</h1>
      <p className="muted">
        {info.owner.name && <span>{t('facts.owner', { name: info.owner.name })} · </span>}
        {since ? t('facts.since', { time: since }) : t(info.running ? 'facts.running' : 'facts.notYet')}
      </p>
      {info.recording?.state === 'on' && (
        <p className="recorded">
          <IconPlayerRecordFilled aria-hidden="true" />
          {t('recording.runs')}
        </p>
      )}
      {info.description && (
        <p className="description">
          <Linked text={info.description} />
        </p>
      )}
    </div>
  );
}
