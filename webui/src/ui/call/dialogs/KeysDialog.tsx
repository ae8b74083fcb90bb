import { useTranslation } from 'react-i18next';
import { Dialog } from '../../Dialog';
import { useRecords } from '../useRecords';
import { GuideLink } from './GuideLink';

const all = ['M', 'V', 'space', 'D', 'H', 'C', 'P', 'L', 'R', 'F', '?'] as const;

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const records = useRecords();
  const keys = all.filter((key) => key !== 'R' || records);
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className="facts keys">
        {keys.map((key) => (
          <div key={key}>
            <dt>
              <kbd>{key === 'space' ? t('keys.space') : key}</kbd>
            </dt>
            <dd>{t(`keys.${key === '?' ? 'help' : key === 'space' ? 'hold' : key}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">{t('keys.note')}</p>
      <GuideLink chapter="call" />
    </Dialog>
  );
}
