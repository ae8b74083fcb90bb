import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dismiss, type Notice, notices, spoken } from '../call/notices';
import { useStore } from '../state/useStore';
import { IconButton } from './IconButton';

interface Props {
  /** Draws what can be done about a notice. */
  offer?: (notice: Notice) => React.ReactNode;
}

const whole = <T,>(value: T) => value;

/** Short sentences in the corner, and for screen readers everything that happens. */
export function Notices({ offer }: Props) {
  const { t } = useTranslation();
  const list = useStore(notices, whole);
  const said = useStore(spoken, whole);
  return (
    <>
      <div className="notices" role="status">
        {list.map((n) => (
          <div key={n.id} className={`notice notice-${n.kind}`}>
            <p>{t([n.text, 'errors.internal'], n.values)}</p>
            <IconButton label={t('close')} icon={<IconX />} onClick={() => dismiss(n.id)} />
            {n.offer && offer && <div className="notice-offer row">{offer(n)}</div>}
          </div>
        ))}
      </div>
      <div className="only-read" aria-live="polite">
        {said && t(said.text, said.values)}
      </div>
    </>
  );
}
