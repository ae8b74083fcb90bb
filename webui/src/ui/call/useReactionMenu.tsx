import { useTranslation } from 'react-i18next';
import { useCall } from '../../call/context';
import { reactions } from '../../protocol/types';
import type { MenuGroup } from '../Menu';
import { ReactionIcon } from './ReactionIcon';

/** The reactions, side by side. */
export function useReactionMenu(): MenuGroup {
  const { t } = useTranslation();
  const call = useCall();
  return {
    row: true,
    items: reactions.map((reaction) => ({
      key: reaction,
      label: t(`reaction.${reaction}`),
      icon: <ReactionIcon reaction={reaction} silent />,
      onPick: () => void call.act('reaction', { reaction }),
    })),
  };
}
