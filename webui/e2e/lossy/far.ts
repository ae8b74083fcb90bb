import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwright } from '@playwright/test';
import { expect, test, Visitor } from '../fixtures';
import { chromium, fakeDevices, launchOptions } from '../launch';
import { become, devicesOf, personas } from '../persona';

const { red, green } = personas;
const far = process.env.VECHE_FAR ?? '';

test.use({ mediaListen: '10.78.0.1:0' });

/** Loses that many of a hundred packets that leave this namespace and come to it. */
function lose(percent: number): void {
  const chain = (hook: string, device: string) => `chain ${hook} {
    type filter hook ${hook} priority 0;
    ${device} "way" numgen random mod 100 < ${percent} drop
  }`;
  const table = `table inet bad {\n${chain('input', 'iifname')}\n${chain('output', 'oifname')}\n}\n`;
  execFileSync('nft', ['-f', '-'], {
    input: `table inet bad\ndelete table inet bad\n${percent ? table : ''}`,
  });
}

/** What the far page receives of the picture and the sound, added up. */
interface Received {
  frames: number;
  lost: number;
  samples: number;
  concealed: number;
}

async function received(who: Visitor): Promise<Received> {
  return who.page.evaluate(async () => {
    const sum = { frames: 0, lost: 0, samples: 0, concealed: 0 };
    for (const connection of (window as unknown as { connections: RTCPeerConnection[] }).connections) {
      for (const s of (await connection.getStats()).values()) {
        if (s.type !== 'inbound-rtp') continue;
        sum.frames += s.framesDecoded ?? 0;
        sum.lost += s.packetsLost ?? 0;
        sum.samples += s.totalSamplesReceived ?? 0;
        sum.concealed += (s.concealedSamples ?? 0) - (s.silentConcealedSamples ?? 0);
      }
    }
    return sum;
  });
}

/** What came in some seconds, and in how many of them no picture did. */
async function during(who: Visitor, seconds: number) {
  const first = await received(who);
  let last = first;
  let still = 0;
  for (let n = 0; n < seconds; n++) {
    await who.page.waitForTimeout(1000);
    const now = await received(who);
    if (now.frames === last.frames) still++;
    last = now;
  }
  return {
    still,
    frames: last.frames - first.frames,
    lost: last.lost - first.lost,
    concealed: (last.concealed - first.concealed) / Math.max(1, last.samples - first.samples),
  };
}

test('far', async ({ server, admin, visitor }) => {
  // The page, too, comes over the way: to whoever asks at the outer address.
  const sockets = new Set<Socket>();
  const door = createServer((from) => {
    const to = createConnection(Number(server.http.split(':').at(-1)), '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((done) => door.listen(0, '10.78.0.1', done));
  const url = `http://10.78.0.1:${(door.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), 'veche-far-'));
  const there = join(folder, 'chromium');
  await writeFile(there, `#!/bin/sh\nexec ip netns exec ${far} ${chromium()} "$@"\n`);
  await chmod(there, 0o755);
  const browser = await playwright.launch({
    ...launchOptions,
    executablePath: there,
    args: [...launchOptions.args, ...fakeDevices, `--unsafely-treat-insecure-origin-as-secure=${url}`],
  });
  try {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: 1280, height: 800 },
      locale: 'en',
    });
    await context.grantPermissions(['microphone', 'camera'], { origin: url });
    await context.addInitScript(become, devicesOf(green));
    await context.addInitScript(() => {
      const all: RTCPeerConnection[] = [];
      (window as unknown as { connections: RTCPeerConnection[] }).connections = all;
      window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
        construct(target, parameters) {
          const made = Reflect.construct(target, parameters) as RTCPeerConnection;
          all.push(made);
          return made;
        },
      });
    });
    const { cid } = await admin.room();
    const roman = await visitor(red);
    const galina = new Visitor(await context.newPage(), context, green);
    await roman.join(cid);
    await galina.join(cid);
    await expect.poll(() => galina.sees(roman)).toBe('red');
    await expect.poll(() => roman.sees(galina)).toBe('green');
    await expect.poll(() => galina.hears()).toEqual([440]);
    for (const percent of [5, 10]) {
      lose(percent);
      const lossy = await during(galina, 8);
      console.log(`${percent} % lost: ${JSON.stringify(lossy)}`);
      expect(await galina.hears()).toEqual([440]);
      expect(await roman.hears()).toEqual([660]);
      expect(await galina.sees(roman)).toBe('red');
      expect(await roman.sees(galina)).toBe('green');
      expect(lossy.lost, 'the network is bad').toBeGreaterThan(10);
      expect(lossy.still, 'seconds without a picture').toBe(0);
      expect(lossy.concealed, 'share of the sound made up').toBeLessThan(0.15);
    }
  } finally {
    await browser.close();
    door.close();
    for (const socket of sockets) socket.destroy();
    await rm(folder, { recursive: true, force: true });
  }
});
