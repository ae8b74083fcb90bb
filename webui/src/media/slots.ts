import { step } from '../layout/layout';

/** Slots for sound: the loudest few are enough, see the server's choice of speakers. */
export const audioSlots = 5;

/** The number of video slots to have when `want` are needed; each step costs one negotiation. */
export function videoSlotsFor(want: number): number {
  return step(want);
}
