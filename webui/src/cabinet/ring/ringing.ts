import type { IncomingRing, Presence, Push } from '../../protocol/messages';
import { Refusal } from '../../protocol/refusal';
import { Socket, type Wire } from '../../protocol/socket';

interface Config {
  open: () => Wire;
  language: () => string;
}

/**
 * The invitations that ring on this page: says hello to the server and listens
 * (PROTOCOL.md, "Opening"). Stands outside React; [[subscribe]] and [[list]] fit
 * useSyncExternalStore.
 */
export class Ringing {
  private socket: Socket | undefined;
  private rings: readonly IncomingRing[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private people: ReadonlyMap<string, Presence> = new Map();
  private looking: readonly string[] = [];
  private ready = false;
  /** Hears of calls that nobody answered. */
  onMissed: (ring: IncomingRing) => void = () => {};
  /** Called when the line stands again: what was said meanwhile is lost. */
  onReturn: () => void = () => {};
  private readonly hearers = new Set<(push: Push) => void>();
  private stood = false;
  /** The most bytes of a file that this server takes; 0 while it is not known. */
  fileBytes = 0;

  constructor(private readonly config: Config) {}

  /** May be called again after `close`. */
  connect(): void {
    this.socket?.close();
    this.socket = new Socket({
      ...this.config,
      onReady: (hello) => {
        this.ready = true;
        this.fileBytes = hello.limits.fileBytes ?? 0;
        if (this.stood) this.onReturn();
        this.stood = true;
        if (this.looking.length > 0) this.ask();
      },
      // Nobody would hear of the end of what rings; the server rings again after the reconnect.
      onLost: () => {
        this.ready = false;
        this.set([]);
      },
      onPush: (push) => this.read(push),
    });
    this.socket.connect();
  }

  close(): void {
    this.socket?.close();
    this.socket = undefined;
    this.ready = false;
    this.set([]);
  }

  /** Those of the people last given to `lookAt` whose presence is known. */
  presence = (): ReadonlyMap<string, Presence> => this.people;

  /** Looks at these people, at most 500, instead of those before. */
  lookAt(logins: readonly string[]): void {
    const wanted = [...new Set(logins)].slice(0, 500).sort();
    if (wanted.join() === this.looking.join()) return;
    this.looking = wanted;
    this.ask();
  }

  private ask(): void {
    if (!this.ready || !this.socket) return;
    const asked = this.looking;
    this.socket.request('presence', { logins: [...asked] }).then(
      ({ people }) => asked === this.looking && this.learn(new Map(Object.entries(people))),
      () => undefined, // it is asked again after the reconnect
    );
  }

  private learn(people: ReadonlyMap<string, Presence>): void {
    this.people = people;
    for (const listener of this.listeners) listener();
  }

  list = (): readonly IncomingRing[] => this.rings;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Lets somebody else hear what comes along the line, until the returned function is called. */
  listen = (hear: (push: Push) => void): (() => void) => {
    this.hearers.add(hear);
    return () => void this.hearers.delete(hear);
  };

  /** Answers a ring; resolves to the CID to open. It is silent at once, whatever the server says. */
  async answer(ring: string, accept: boolean): Promise<string> {
    this.remove(ring);
    if (!this.socket) throw new Refusal('offline', 'offline');
    return (await this.socket.request('ring', { ring, accept })).cid;
  }

  private read(push: Push): void {
    for (const hear of this.hearers) hear(push);
    if (push.type === 'presence') this.learn(new Map([...this.people, ...Object.entries(push.people)]));
    if (push.type === 'ring.cancelled') {
      const ring = this.rings.find((r) => r.ring === push.ring);
      if (ring && (push.state === 'no_answer' || push.state === 'cancelled')) this.onMissed(ring);
      this.remove(push.ring);
    }
    if (push.type !== 'ring') return;
    const left = new Date(push.expires).getTime() - Date.now();
    // A clock that is wrong must not silence a ring: without sense in it, half a minute.
    const lasting = left > 0 && left < 600_000 ? left : 30_000;
    clearTimeout(this.timers.get(push.ring));
    this.timers.set(
      push.ring,
      setTimeout(() => this.remove(push.ring), lasting),
    );
    this.set([...this.rings.filter((r) => r.ring !== push.ring), push]);
  }

  private remove(ring: string): void {
    clearTimeout(this.timers.get(ring));
    this.timers.delete(ring);
    if (this.rings.some((r) => r.ring === ring)) this.set(this.rings.filter((r) => r.ring !== ring));
  }

  private set(rings: readonly IncomingRing[]): void {
    if (rings.length === 0) {
      for (const timer of this.timers.values()) clearTimeout(timer);
      this.timers.clear();
      if (this.rings.length === 0) return;
    }
    this.rings = rings;
    for (const listener of this.listeners) listener();
  }
}
