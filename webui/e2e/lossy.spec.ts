import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';

// Issue 2, lossy network, with a real Chromium: the server and one browser are in
// one network namespace, another browser in a second one. A process cannot go over
// into a namespace, so the test itself (lossy/far.ts) runs in a Playwright of its
// own there; here the namespaces are made, and removed whatever happens.

const prefix = 'veche-e2e-';
const near = `${prefix}${process.pid}-near`;
const far = `${prefix}${process.pid}-far`;

const ip = (...parameters: string[]) => execFileSync('ip', parameters, { stdio: 'pipe' });

/** Removes our namespaces, and those of runs that were killed. */
function remove(): void {
  let names: string[] = [];
  try {
    names = readdirSync('/run/netns').filter((name) => name.startsWith(prefix));
  } catch {
    return; // there never were any
  }
  for (const name of names) {
    const pid = Number(name.split('-')[2]);
    try {
      if (pid !== process.pid) process.kill(pid, 0);
      if (pid !== process.pid) continue; // of a run that goes on
    } catch {
      // of one that is over
    }
    ip('netns', 'del', name);
  }
}

let child: ChildProcess | undefined;

test.afterAll(() => {
  if (child?.pid && child.exitCode === null) process.kill(-child.pid, 'SIGTERM'); // its whole group
  remove();
});

test('a real browser on a bad network: sound and picture go on', async () => {
  test.skip(process.getuid?.() !== 0, 'network namespaces take root');
  remove();
  ip('netns', 'add', near);
  ip('netns', 'add', far);
  ip('-n', near, 'link', 'add', 'way', 'type', 'veth', 'peer', 'name', 'way', 'netns', far);
  for (const [name, address] of [
    [near, '10.78.0.1/24'],
    [far, '10.78.0.2/24'],
  ] as const) {
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'addr', 'add', address, 'dev', 'way');
    ip('-n', name, 'link', 'set', 'way', 'up');
  }
  const { PATH, HOME, VECHE_BIN, CHROMIUM } = process.env;
  const run = spawn(
    'ip',
    ['netns', 'exec', near, 'npx', 'playwright', 'test', '--config', 'e2e/lossy/config.ts'],
    {
      cwd: new URL('..', import.meta.url).pathname,
      env: { PATH, HOME, VECHE_BIN, CHROMIUM, VECHE_FAR: far } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  child = run;
  let output = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((done) => run.on('exit', done));
  await test.info().attach('far.log', { body: output, contentType: 'text/plain' });
  expect(code, output).toBe(0);
  for (const line of output.split('\n').filter((line) => line.includes('% lost:'))) {
    test.info().annotations.push({ type: 'measured', description: line });
  }
});
