/** What is seen of the media connection at one moment. */
export interface Sight {
  /** Milliseconds, from any clock that only grows. */
  now: number;
  connected: boolean;
  /** Everything received so far. */
  bytes: number;
  /** Something should be coming: a window shows a live picture. */
  expecting: boolean;
}

export type Remedy = 'none' | 'restart' | 'rebuild';

/** Without media for this long, something is done. */
const still = 3_000;
/** A connection that never stood gets this long. */
const first = 8_000;

/**
 * Decides when a media connection is helped (lesson 10): first an ICE restart,
 * which keeps everything; 3 s later without success a new connection; then the
 * same again, a little slower each time.
 */
export class Watchdog {
  private bytes = 0;
  private since: number | undefined;
  private connectedOnce = false;
  private tries = 0;
  private helped = 0;

  /** Nothing was missing at the last look. */
  get content(): boolean {
    return this.since === undefined;
  }

  step(sight: Sight): Remedy {
    const flows = sight.bytes > this.bytes;
    this.bytes = sight.bytes;
    if (sight.connected) this.connectedOnce = true;
    if (sight.connected && (flows || !sight.expecting)) {
      this.since = undefined;
      this.tries = 0;
      return 'none';
    }
    this.since ??= sight.now;
    if (this.tries === 0) {
      const patience = this.connectedOnce ? (sight.connected ? still : 1_000) : first;
      if (sight.now - this.since < patience) return 'none';
      return this.help(sight.now, this.connectedOnce ? 'restart' : 'rebuild');
    }
    const patience = Math.min(still * this.tries, 12_000);
    return sight.now - this.helped < patience ? 'none' : this.help(sight.now, 'rebuild');
  }

  /** Something was done from outside (a new socket, another network): count from here. */
  restarted(now: number): void {
    this.since ??= now;
    this.tries = 1;
    this.helped = now;
  }

  private help(now: number, remedy: Remedy): Remedy {
    this.tries++;
    this.helped = now;
    return remedy;
  }
}
