import { hideCredentials } from '../../../dial/hideCredentials';
import { type Seat, seatKey } from '../../../layout/arrangement';
import type { Conference, Invited } from '../../data/conference';
import { useMe } from '../../data/session';
import type { RoomFormHandle } from '../form';

/** Somebody who can be given a window. */
export interface Seatable {
  key: string;
  seat: Seat;
  name: string;
  /** Called from outside, rather than a person with a page. */
  device: boolean;
}

function seatOf({ login, email, dial, kept }: Invited): Seat {
  if (login) return { login };
  return email ? { email } : { dial, ...(kept ? { kept } : {}) };
}

/** The owner and the invited, in the order of the list. */
export function useSeatable(form: RoomFormHandle, room?: Conference): Seatable[] {
  const me = useMe();
  const owner = room
    ? { login: room.owner, name: room.ownerName ?? room.owner }
    : { login: me.login, name: me.name };
  const others = form.values.invited.filter((i) => i.login !== owner.login);
  return [owner, ...others].map((one: Invited) => {
    const seat = seatOf(one);
    const shown = one.name || one.login || one.email || hideCredentials(one.dial ?? '');
    return { key: seatKey(seat), seat, name: shown, device: Boolean(one.dial) };
  });
}
