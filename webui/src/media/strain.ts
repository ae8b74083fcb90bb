/** What the device did about the pictures of others in one second or so. */
export interface Effort {
  /** Streams that are received. */
  streams: number;
  /** Pictures that arrived, and those of them that came to nothing for lack of time. */
  arrived: number;
  dropped: number;
  /** The part of all cores that decoding took, 0…1. */
  decoding: number;
  /** How often the page was drawn, a second. */
  drawn: number;
}

/** So many seconds are looked at together: a moment of strain is nobody's concern. */
export const strainSeconds = 10;

/**
 * Whether a device cannot keep up with the pictures it receives (lesson 16): every
 * fifth is dropped, decoding takes most of the machine, or the page is drawn
 * less often than pictures come. With one picture there is nothing to spare.
 */
export function strained(efforts: readonly Effort[]): boolean {
  if (efforts.length < strainSeconds) return false;
  const last = efforts.slice(-strainSeconds);
  if (last.some((e) => e.streams < 2)) return false;
  const mean = (of: (e: Effort) => number) => last.reduce((sum, e) => sum + of(e), 0) / last.length;
  const arrived = mean((e) => e.arrived);
  if (arrived < 5) return false;
  return mean((e) => e.dropped) >= arrived / 5 || mean((e) => e.decoding) >= 0.6 || mean((e) => e.drawn) < 12;
}
