import type { Sending } from '../protocol/types';

/**
 * The seat of this tab, kept over a reload of the page (lesson 10). It lies in
 * sessionStorage, which belongs to one tab, and holds the last state of sending:
 * coming back never sends more than before (lesson 11).
 */
export interface Seat {
  cid: string;
  resume: string;
  name: string;
  sending: Pick<Sending, 'microphone' | 'camera'>;
}

const kept = 'veche.seat';

export function readSeat(cid: string): Seat | undefined {
  try {
    const seat = JSON.parse(sessionStorage.getItem(kept) ?? 'null') as Seat | null;
    return seat && seat.cid === cid && seat.resume ? seat : undefined;
  } catch {
    return undefined;
  }
}

export function keepSeat(seat: Seat): void {
  try {
    sessionStorage.setItem(kept, JSON.stringify(seat));
  } catch {
    // Without storage a reload is a new entry.
  }
}

export function dropSeat(): void {
  try {
    sessionStorage.removeItem(kept);
  } catch {
    // Nothing was kept then.
  }
}
