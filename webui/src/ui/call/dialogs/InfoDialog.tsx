import { useTranslation } from 'react-i18next';
import { useConference } from '../../../call/context';
import { linkOf, streamOf } from '../../../call/link';
import { moderates } from '../../../state/conference';
import { CopyButton } from '../../CopyButton';
import { Dialog } from '../../Dialog';
import { GuideLink } from './GuideLink';

/** What meeting this is, and its link (I16). */
export function InfoDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const info = useConference((c) => c.info);
  const moderator = useConference(moderates);
  // Info is told when the meeting changes, not when somebody comes or goes.
  const people = useConference((c) => c.participants);
  const seesAll = useConference((c) => c.you.permissions.seePeople || c.you.permissions.moderate);
  const participants = seesAll ? people.length : info.participants;
  const speakers = seesAll ? people.filter((p) => p.podium === 'speaker').length : info.speakers;
  const selector = info.mode === 'managed_selector' || info.mode === 'auto_selector';
  const facts: [string, string | undefined][] = [
    [t('info.owner'), info.owner.name],
    [t('info.access'), t(`info.${info.access === 'public' ? 'public' : 'internal'}`)],
    [t('info.mode'), info.mode && t(`mode.${info.mode}`)],
    [t('info.cid'), info.cid],
    [t('info.pin'), moderator ? info.pin || t('info.none') : info.hasPin ? t('info.set') : t('info.none')],
    [t('info.participants'), participants === undefined ? undefined : String(participants)],
    [
      t('info.speakers'),
      selector ? t('info.speakersOf', { now: speakers ?? 0, most: info.maxSpeakers ?? 0 }) : undefined,
    ],
    [t('info.lock'), t(info.locked ? 'info.locked' : 'info.open')],
    [t('info.room'), t(info.waitingRoom ? 'info.on' : 'info.off')],
  ];
  const stream = info.stream && streamOf(info.stream);
  if (info.stream) {
    facts.push([t('info.readers'), String(info.stream.readers)]);
    facts.push([t('info.multicast'), info.stream.multicast]);
  }
  return (
    <Dialog title={info.name} onClose={onClose}>
      {info.description && <p className="description">{info.description}</p>}
      <dl className="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <p className="info-link">{linkOf(info)}</p>
      <CopyButton text={linkOf(info)} label={t('info.copy')} />
      {stream && (
        <>
          <p className="info-link">
            {t(info.stream?.protected ? 'info.streamLocked' : 'info.stream')}: {stream}
          </p>
          <CopyButton text={stream} label={t('info.copyStream')} />
        </>
      )}
      <GuideLink chapter={moderator ? 'moderate' : 'call'} />
    </Dialog>
  );
}
