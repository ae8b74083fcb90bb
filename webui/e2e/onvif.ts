import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

/** A simulated ONVIF camera, cam with the password camsecret; its stream is somewhere else. */
export class Device {
  private constructor(
    readonly address: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
    private readonly said: () => string,
  ) {}

  static async start(stream: string): Promise<Device> {
    const folder = mkdtempSync(join(tmpdir(), 'veche-onvif-'));
    const program = join(folder, 'simulate');
    execFileSync('go', ['build', '-o', program, './rtsp/onvif/onviftest/simulate'], { cwd: root });
    const child = spawn(program, ['-listen', '127.0.0.1:0', '-stream', stream], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    const address = await new Promise<string>((done, fail) => {
      child.stdout.on('data', (text) => {
        said += text;
        done(said.split('\n')[0] ?? '');
      });
      child.once('exit', () => fail(new Error('the device did not start')));
    });
    return new Device(address, folder, child, () => said);
  }

  /** What it was told to do, such as ContinuousMove and Stop. */
  moves(): string[] {
    return [...this.said().matchAll(/Action:(\w+)/g)].map((m) => m[1] ?? '');
  }

  stop(): void {
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
