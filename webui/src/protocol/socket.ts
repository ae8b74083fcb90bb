import { embedded } from '../call/embedded';
import { backoff } from './backoff';
import type { Push, RequestName, Requests } from './messages';
import { Refusal } from './refusal';
import type { Hello } from './types';

/** What the socket needs of a WebSocket; the browser's own fits. */
export interface Wire {
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  onopen: ((e: never) => void) | null;
  onclose: ((e: never) => void) | null;
  onmessage: ((e: never) => void) | null;
}

export interface SocketConfig {
  /** Opens a connection to `/ws`. */
  open: () => Wire;
  language: () => string;
  /** The connection stands and `hello` was answered. */
  onReady: (hello: Hello) => void;
  /** The connection was lost (or refused, with the code); the next attempt comes by itself unless `final`. */
  onLost: (code: string, final: boolean) => void;
  onPush: (push: Push) => void;
}

interface Pending {
  resolve: (answer: never) => void;
  reject: (cause: Refusal) => void;
}

/** A connection without a frame for this long is dead (the server ticks every 5 s). */
const silence = 15_000;
/** An answer that does not come in this time will not come. */
const patience = 12_000;

/**
 * The WebSocket of a page: says hello, pairs answers with requests, notices a
 * dead connection and connects again by itself, until `close`. Requests made
 * while there is no connection are refused with `offline` at once: what is to be
 * repeated after a reconnect is for the state to decide, not for the wire.
 */
export class Socket {
  private wire: Wire | undefined;
  private ready = false;
  private closed = false;
  private attempt = 0;
  private nextId = 1;
  private heard = 0;
  private readonly pending = new Map<number, Pending>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly config: SocketConfig) {}

  connect(): void {
    if (this.closed || this.wire) return;
    clearTimeout(this.retry);
    const wire = this.config.open();
    this.wire = wire;
    this.heard = Date.now();
    wire.onopen = () => this.greet(wire);
    wire.onclose = () => this.drop(wire);
    wire.onmessage = (e: { data: unknown }) => {
      if (wire !== this.wire) return;
      this.heard = Date.now();
      if (typeof e.data === 'string') this.read(e.data);
    };
    clearInterval(this.watch);
    let looked = Date.now();
    this.watch = setInterval(() => {
      const now = Date.now();
      // The page itself stood still (a busy machine, sleep): what came meanwhile is still to be read.
      if (now - looked > 3_000) this.heard = Math.max(this.heard, now - silence + 4_000);
      looked = now;
      if (now - this.heard > silence) this.drop(wire);
    }, 1000);
  }

  /** Connects at once instead of at the end of the waiting time; for a network that came back. */
  hurry(): void {
    if (this.closed) return;
    this.attempt = 0;
    if (!this.wire) this.connect();
    else if (Date.now() - this.heard > 7_000) this.drop(this.wire);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    clearInterval(this.watch);
    const wire = this.wire;
    this.wire = undefined;
    this.ready = false;
    wire?.close();
    this.refuseAll();
  }

  request<N extends RequestName>(type: N, fields: Requests[N][0]): Promise<Requests[N][1]> {
    if (!this.ready) return Promise.reject(new Refusal('offline', 'offline'));
    return this.send(type, fields);
  }

  private send<N extends RequestName>(type: N, fields: Requests[N][0]): Promise<Requests[N][1]> {
    const wire = this.wire;
    if (wire?.readyState !== 1) return Promise.reject(new Refusal('offline', 'offline'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.pending.delete(id);
        reject(new Refusal('offline', 'offline'));
      }, patience);
      this.pending.set(id, {
        resolve: (answer) => {
          clearTimeout(late);
          resolve(answer);
        },
        reject: (cause) => {
          clearTimeout(late);
          reject(cause);
        },
      });
      wire.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  private greet(wire: Wire): void {
    this.send('hello', { protocol: 1, language: this.config.language() }).then(
      (hello) => {
        if (wire !== this.wire) return;
        this.ready = true;
        this.attempt = 0;
        this.config.onReady(hello);
      },
      (cause: Refusal) => {
        if (wire !== this.wire) return;
        // A server that speaks another version will not change its mind.
        if (cause.code === 'protocol') {
          this.close();
          this.config.onLost('protocol', true);
        } else this.drop(wire);
      },
    );
  }

  private drop(wire: Wire): void {
    if (wire !== this.wire) return;
    this.wire = undefined;
    this.ready = false;
    clearInterval(this.watch);
    wire.onclose = null;
    wire.onmessage = null;
    wire.close();
    this.refuseAll();
    if (this.closed) return;
    this.retry = setTimeout(() => this.connect(), backoff(this.attempt++));
    this.config.onLost('offline', false);
  }

  private refuseAll(): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const one of waiting) one.reject(new Refusal('offline', 'offline'));
  }

  private read(text: string): void {
    let message: Record<string, unknown>;
    try {
      message = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return; // not ours; the silence watch decides about the connection
    }
    if (typeof message.type === 'string') {
      this.config.onPush(message as unknown as Push);
      return;
    }
    const one = typeof message.re === 'number' ? this.pending.get(message.re) : undefined;
    if (!one) return;
    this.pending.delete(message.re as number);
    const error = message.error as
      | { kind?: string; code?: string; detail?: string; field?: string }
      | undefined;
    if (error) {
      one.reject(
        new Refusal(
          error.kind ?? 'internal',
          error.code ?? error.kind ?? 'internal',
          error.detail,
          error.field,
        ),
      );
    } else {
      one.resolve(message as never);
    }
  }
}

/** The browser's WebSocket to the server the page came from. */
export function openWire(): Wire {
  const address = new URL(embedded ? '/widget/ws' : '/ws', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(address) as unknown as Wire;
}
