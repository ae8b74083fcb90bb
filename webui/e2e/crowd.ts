import { type ChildProcess, spawn } from 'node:child_process';
import { binary, type Server } from './server';

/** Participants without a browser: `veche load` publishes a camera and a tone for each. */
export class Crowd {
  private log = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.log += text));
  }

  static enter(server: Server, cid: string, publishers: number): Crowd {
    const child = spawn(
      binary,
      [
        'load',
        ...['--url', server.url.replace('localhost', '127.0.0.1'), '--cid', cid],
        ...['--publishers', String(publishers), '--subscribers', '0'],
        ...['--bitrate', '150000', '--duration', '3m'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    return new Crowd(child);
  }

  /** What it said, for a test that fails. */
  output(): string {
    return this.log;
  }

  async leave(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGINT');
    await gone;
  }
}
