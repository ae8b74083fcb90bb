import { useTranslation } from 'react-i18next';
import type { Info } from '../../protocol/types';

/** What the meeting is: name, owner, since when. */
export function ConferenceFacts({ info }: { info: Info }) {
  const { t, i18n } = useTranslation();
  const started = info.running && info.started ? new Date(info.started) : undefined;
  const clock = started?.toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' });
  return (
    <div className="conference-facts">
      <h1>{info.name}</h1>
      <p className="muted">
        {info.owner.name && <span>{t('facts.owner', { name: info.owner.name })} · </span>}
        {clock ? t('facts.since', { time: clock }) : t(info.running ? 'facts.running' : 'facts.notYet')}
      </p>
      {info.description && <p className="description">{info.description}</p>}
    </div>
  );
}
