import { useTranslation } from 'react-i18next';
import { useCall, useConference } from '../../call/context';
import type { PodiumAction } from '../../protocol/messages';
import { participantOf } from '../../state/conference';

/** The one thing to do about the podium now, undefined outside the selectors (F3, F4). */
export function usePodium(): { label: string; on: boolean; act: () => void } | undefined {
  const { t } = useTranslation();
  const call = useCall();
  const mode = useConference((c) => c.info.mode);
  const state = useConference((c) => participantOf(c, c.you.id)?.podium ?? '');
  if (mode !== 'managed_selector' && !(mode === 'auto_selector' && state === 'speaker')) return undefined;
  const action = ({ '': 'ask', asking: 'withdraw', called: 'accept', speaker: 'leave' } as const)[
    state
  ] as PodiumAction;
  return {
    label: t(`podium.${action}`),
    on: state !== '',
    act: () => void call.act('podium', { action }),
  };
}
