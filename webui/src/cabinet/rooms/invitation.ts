import type { TFunction } from 'i18next';
import type { Conference } from '../data/conference';
import { readableCID } from './choose';

/** The text that is pasted into a letter or a messenger. */
export function invitationText(t: TFunction, room: Conference, from: string): string {
  return [
    t('invitation.opening', { name: from }),
    '',
    room.name,
    ...(room.description ? [room.description] : []),
    '',
    t('invitation.link', { url: room.url }),
    t('invitation.cid', { cid: readableCID(room.cid) }),
    ...(room.pin ? [t('invitation.pin', { pin: room.pin })] : []),
    ...(room.location ? [t('invitation.location', { location: room.location })] : []),
  ].join('\n');
}
