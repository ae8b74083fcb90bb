import type { TFunction } from 'i18next';
import type { Transfer } from '../../protocol/types';

/** How far somebody is on the way to somebody else; empty when there is nothing to say. */
export function transferWords(t: TFunction, { state, reason }: Transfer): string {
  switch (state) {
    case 'asked':
    case 'ringing':
      return t(`transfer.state.${state}`);
    case 'failed':
      return t('transfer.failed', {
        reason: t([`dial.reason.${reason?.code}`, 'dial.reason.failed']),
      });
    default:
      return '';
  }
}
