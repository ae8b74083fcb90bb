import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { Avatar } from '../Avatar';
import { Button } from '../Button';
import { IconButton } from '../IconButton';

/** Who waits to be let in, above everybody else. */
export function WaitingList() {
  const { t } = useTranslation();
  const call = useCall();
  const waiting = useConference((c) => c.waiting);
  if (waiting.length === 0) return null;
  return (
    <section className="waiting-list" aria-label={t('waiting.list')}>
      <h3>{t('waiting.count', { count: waiting.length })}</h3>
      <ul className="people">
        {waiting.map((w) => (
          <li key={w.id} className="person">
            <Avatar name={w.name} size="s" />
            <span className="person-words">
              <span className="person-name">{w.name}</span>
              <small>{t([`kind.${w.kind}`, 'kind.other'])}</small>
            </span>
            <IconButton
              label={t('waiting.refuse', { name: w.name })}
              icon={<IconX />}
              onClick={() => void call.act('refuse', { participants: [w.id] })}
            />
            <IconButton
              className="is-on"
              label={t('waiting.admit', { name: w.name })}
              icon={<IconCheck />}
              onClick={() => void call.act('admit', { participants: [w.id] })}
            />
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <div className="row">
          <Button look="accent" onClick={() => void call.act('admit', { participants: 'all' })}>
            {t('waiting.admitAll')}
          </Button>
          <Button onClick={() => void call.act('refuse', { participants: 'all' })}>
            {t('waiting.refuseAll')}
          </Button>
        </div>
      )}
    </section>
  );
}
