import { useTranslation } from 'react-i18next';
import { useConference } from '../../call/context';
import { linkOf } from '../../call/link';
import { CopyButton } from '../CopyButton';

/** While nobody else is here: how to get somebody. */
export function Alone() {
  const { t } = useTranslation();
  const alone = useConference((c) => c.participants.length < 2);
  const seesPeople = useConference((c) => c.you.permissions.seePeople);
  const windows = useConference((c) => c.view.windows.length);
  const link = useConference((c) => linkOf(c.info));
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
