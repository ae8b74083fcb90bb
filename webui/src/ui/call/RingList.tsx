import { IconPhoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import { IconButton } from '../IconButton';

/** Who is being called at the moment. */
export function RingList() {
  const { t } = useTranslation();
  const call = useCall();
  const rings = useConference((c) => c.rings);
  const ringing = rings.filter((r) => r.state === 'ringing');
  if (ringing.length === 0) return null;
  return (
    <ul className="people" aria-label={t('invite.ringing')}>
      {ringing.map((ring) => (
        <li key={ring.id} className="person">
          <span className="person-words">
            <span className="person-name">{ring.name || ring.login}</span>
            <small>{t('invite.rings')}</small>
          </span>
          <IconButton
            label={t('invite.stop', { name: ring.name || ring.login })}
            icon={<IconPhoneOff />}
            onClick={() => void call.act('uninvite', { ring: ring.id })}
          />
        </li>
      ))}
    </ul>
  );
}
