import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const password = 'bell-of-novgorod-1478';
export const binary = process.env.VECHE_BIN ?? new URL('../../bin/veche', import.meta.url).pathname;

/** A running server with a data folder of its own. */
export class Server {
  url = '';
  private process: ChildProcess | undefined;
  private log = '';
  /** Its addresses; kept over a restart. */
  http = '127.0.0.1:0';
  media: string;
  /** Where calls come in. */
  sip = '';

  private constructor(
    readonly data: string,
    media: string,
  ) {
    this.media = media;
  }

  /** Starts one that takes media at an address, port 0 for any. */
  static async start(media = '127.0.0.1:0'): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'veche-e2e-')), media);
    await server.up();
    return server;
  }

  /** Starts it again on the same ports and the same data, as after an update. */
  async restart(): Promise<void> {
    await this.down();
    await this.up();
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.data, { recursive: true, force: true });
  }

  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }

  async up(): Promise<void> {
    const addresses = join(this.data, 'run', 'addresses.json');
    await rm(addresses, { force: true });
    const child = spawn(binary, ['serve'], {
      env: {
        PATH: process.env.PATH,
        HOME: this.data,
        VECHE_DATA: this.data,
        VECHE_HTTP_LISTEN: this.http,
        VECHE_HTTPS_LISTEN: '127.0.0.1:0',
        VECHE_MEDIA_LISTEN: this.media,
        VECHE_OUTBOUND_ALLOW: '127.0.0.0/8',
        VECHE_SIP_LISTEN: '127.0.0.1:0',
        VECHE_SIP_TLS_LISTEN: '127.0.0.1:0',
        VECHE_RTP_PORTS: '0',
        VECHE_H323_LISTEN: '127.0.0.1:0',
        VECHE_RTSP_LISTEN: '127.0.0.1:0',
        VECHE_ADMIN_PASSWORD: password,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.log += text));
    for (let i = 0; i < 1200; i++) {
      if (child.exitCode !== null) throw new Error(`the server ended: ${this.log}`);
      const found = await readFile(addresses, 'utf8').catch(() => '');
      if (found) {
        const { http, media, sip } = JSON.parse(found) as { http: string; media: string; sip: string };
        this.http = http;
        this.media = media;
        this.sip = sip;
        // localhost is a secure context, so that pages get devices.
        this.url = `http://localhost:${http.split(':').at(-1)}`;
        return;
      }
      await wait(50);
    }
    child.kill('SIGKILL');
    throw new Error(`the server did not start: ${this.log}`);
  }

  output(): string {
    return this.log;
  }
}
