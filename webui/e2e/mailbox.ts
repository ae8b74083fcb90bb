import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api } from './api';

const root = new URL('../..', import.meta.url).pathname;

/** A letter as a mail program shows it (signaling/mail/mailtest). */
export interface Letter {
  from: string;
  to: string[];
  replyTo: string;
  subject: string;
  id: string;
  text: string;
  html: string;
  calendar: string;
  method: string;
  files: string[];
}

/** A mail server that keeps what it gets. */
export class Mailbox {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly process: ChildProcess,
    private readonly said: () => string,
  ) {}

  static async start(...options: string[]): Promise<Mailbox> {
    const folder = mkdtempSync(join(tmpdir(), 'veche-mail-'));
    const program = join(folder, 'serve');
    execFileSync('go', ['build', '-o', program, './signaling/mail/mailtest/serve'], { cwd: root });
    const child = spawn(program, ['-listen', '127.0.0.1:0', ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    const address = await new Promise<string>((done, fail) => {
      child.stdout.on('data', (text) => {
        said += text;
        if (said.includes('\n')) done(said.split('\n')[0] ?? '');
      });
      child.once('exit', () => fail(new Error('the mail server did not start')));
    });
    return new Mailbox(Number(address.split(':').pop()), folder, child, () => said);
  }

  /** Lets a server send its letters here. */
  async setUp(admin: Api): Promise<void> {
    await admin.call('PATCH', '/admin/mail', {
      enabled: true,
      host: '127.0.0.1',
      port: this.port,
      security: 'none',
      auth: 'none',
      fromAddress: 'veche@example.org',
    });
  }

  /** All letters that came, or those to an address. */
  letters(to?: string): Letter[] {
    const lines = this.said().split('\n').slice(1, -1);
    const all = lines.map((line) => JSON.parse(line) as Letter);
    return to ? all.filter((letter) => letter.to.includes(to)) : all;
  }

  stop(): void {
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
