import { IconDots, IconPin, IconPinnedOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../call/context';
import type { Source } from '../../protocol/types';
import { useStore } from '../../state/useStore';
import { IconButton } from '../IconButton';
import { Menu } from '../Menu';
import { usePersonMenu } from './usePersonMenu';

/** What can be done with a window; shown when it is pointed at or focused. */
export function TileTools({ participant, source }: { participant: string; source: Source }) {
  const { t } = useTranslation();
  const call = useCall();
  const pinned = useStore(call.display, (d) => d.pin === participant);
  const { name, groups } = usePersonMenu(participant);
  return (
    <div className="tile-tools">
      <IconButton
        label={t(pinned ? 'person.unpin' : 'person.pin', { name })}
        icon={pinned ? <IconPinnedOff /> : <IconPin />}
        onClick={() => call.show({ pin: pinned ? null : participant })}
      />
      {source === 'camera' && groups.length > 0 && (
        <Menu label={t('person.menu', { name })} groups={groups} button={<IconDots />} />
      )}
    </div>
  );
}
