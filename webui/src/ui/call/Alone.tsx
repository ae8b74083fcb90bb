import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useConference } from '../../call/context';
import { linkOf } from '../../call/link';
import { withTexts } from '../../i18n/parts';
import { CopyButton } from '../CopyButton';

const Calling = lazy(() => withTexts('inside', import('./Calling')));

/** While nobody else is here: how to get somebody. */
export function Alone() {
  const { t } = useTranslation();
  const alone = useConference((c) => c.participants.length < 2);
  const seesPeople = useConference((c) => c.you.permissions.seePeople);
  const windows = useConference((c) => c.view.windows.length);
  const link = useConference((c) => linkOf(c.info));
  const calls = useConference(
    (c) =>
      (c.info.call && c.rings.length + c.calls.length > 0) ||
      c.rings.some((r) => r.state === 'ringing') ||
      c.calls.some((k) => k.state === 'dialling' || k.state === 'ringing'),
  );
  if (alone && calls) {
    return (
      <Suspense>
        <Calling />
      </Suspense>
    );
  }
  if (alone && seesPeople) {
    return (
      <div className="alone">
        <p>{t('alone.text')}</p>
        <CopyButton text={link} label={t('alone.copy')} />
      </div>
    );
  }
  return windows === 0 ? <p className="alone">{t('alone.nobodyShown')}</p> : null;
}
