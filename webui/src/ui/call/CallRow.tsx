import { IconPhoneCall } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../Button';

interface Props {
  picture: ReactNode;
  name: string;
  /** What is known of it, in words. */
  state: string;
  /** Is inside already, so that there is nothing to do. */
  here: boolean;
  /** Is being called. */
  busy?: boolean;
  call: () => void;
  /** Instead of the words and the sign of a call. */
  as?: { label: string; name: string; icon: ReactNode };
}

/** One who can be called into the conference. */
export function CallRow({ picture, name, state, here, busy, call, as }: Props) {
  const { t } = useTranslation();
  return (
    <li className="person">
      {picture}
      <span className="person-words">
        <span className="person-name">{name}</span>
        <small>{state}</small>
      </span>
      {!here && (
        <Button
          icon={as?.icon ?? <IconPhoneCall />}
          disabled={busy}
          aria-label={as?.name ?? t('invite.callName', { name })}
          onClick={call}
        >
          {as?.label ?? t('invite.call')}
        </Button>
      )}
    </li>
  );
}
