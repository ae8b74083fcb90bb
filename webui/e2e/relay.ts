import { createSocket, type Socket as Datagrams } from 'node:dgram';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server as Listener,
  type Socket,
} from 'node:net';
import type { BrowserContext } from '@playwright/test';
import type { Server } from './server';

/**
 * A network between one browser and the server that can be broken: the page, its
 * WebSocket and its media go through it. What is cut is lost without a word, as
 * behind a dead radio link; only the WebSocket is closed as well, for a test
 * cannot wait until silence has been noticed.
 */
export class Relay {
  private readonly streams = new Set<Socket>();
  private readonly ways = new Map<string, Datagrams>();
  private streamsCut = false;
  private mediaCut = false;

  private constructor(
    private readonly server: Server,
    private readonly listener: Listener,
    private readonly socket: Datagrams,
  ) {
    listener.on('connection', (from) => this.join(from));
    socket.on('message', (packet, from) => this.forward(packet, from.port));
  }

  static async open(server: Server): Promise<Relay> {
    const listener = createServer();
    const socket = createSocket('udp4');
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    return new Relay(server, listener, socket);
  }

  /** Where the page is to be opened. */
  get url(): string {
    return `http://localhost:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Lets the media of a browser go this way: the server's candidates get the relay's port. */
  guide(context: BrowserContext): Promise<unknown> {
    return context.addInitScript((port) => {
      const { prototype } = RTCPeerConnection;
      const real = prototype.setRemoteDescription as (d: RTCSessionDescriptionInit) => Promise<void>;
      prototype.setRemoteDescription = function (this: RTCPeerConnection, description) {
        const sdp = (description?.sdp ?? '')
          .split('\r\n')
          .filter((line) => !/^a=candidate:.* tcp /i.test(line))
          .map((line) => line.replace(/^(a=candidate:\S+ \d udp \d+) \S+ \d+ /i, `$1 127.0.0.1 ${port} `))
          .join('\r\n');
        return real.call(this, { type: description?.type ?? 'answer', sdp });
      } as RTCPeerConnection['setRemoteDescription'];
    }, this.socket.address().port);
  }

  /** Breaks the WebSocket, and lets no new one through. */
  cutStreams(): void {
    this.streamsCut = true;
    for (const stream of this.streams) stream.destroy();
  }

  /** Loses all media packets. */
  cutMedia(): void {
    this.mediaCut = true;
  }

  mend(): void {
    this.streamsCut = false;
    this.mediaCut = false;
  }

  /** The browser gets another address, as when it goes from one network to another. */
  move(): void {
    for (const way of this.ways.values()) way.close();
    this.ways.clear();
  }

  close(): void {
    this.cutStreams();
    this.listener.close();
    this.move();
    this.socket.close();
  }

  private join(from: Socket): void {
    if (this.streamsCut) {
      from.destroy();
      return;
    }
    const to = createConnection(portOf(this.server.http), '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.streams.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.streams.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  private forward(packet: Buffer, port: number): void {
    if (this.mediaCut) return;
    const key = String(port);
    let way = this.ways.get(key);
    if (!way) {
      way = createSocket('udp4');
      way.on('message', (answer) => {
        if (!this.mediaCut) this.socket.send(answer, port, '127.0.0.1');
      });
      way.on('error', () => undefined);
      this.ways.set(key, way);
    }
    way.send(packet, portOf(this.server.media), '127.0.0.1');
  }
}

function portOf(address: string): number {
  return Number(address.split(':').at(-1));
}
