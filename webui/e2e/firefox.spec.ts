import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { bars, barsOf, Cameras } from './camera';
import { expect, test } from './fixtures';
import { firefox } from './launch';
import { become, coloursIn, devicesOf, type Persona, palette, personas, seen } from './persona';

const { red, green, magenta } = personas;

// Firefox pairs no address of the machine with its loopback: the server has to
// take media on all of them. What is sent still stays on this machine.
test.use({ mediaListen: ':0' });

let browser: Browser | undefined;
let profile = '';

test.beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'veche-firefox-'));
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox(),
    headless: true,
    protocol: 'webDriverBiDi',
    protocolTimeout: 60_000,
    userDataDir: profile,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true,
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
      'intl.accept_languages': 'en',
      // A dead proxy keeps what Firefox does on its own account on this machine.
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': 9,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': 9,
      'network.proxy.no_proxies_on': 'localhost,127.0.0.1',
    },
  });
});

test.afterAll(async () => {
  await browser?.close();
  await rm(profile, { recursive: true, force: true });
});

test('Firefox beside two Chromium: pictures both ways, sound out and in', async ({
  server,
  admin,
  visitor,
}) => {
  const { cid } = await admin.room();
  const roman = await visitor(red);
  const galina = await visitor(green);
  await roman.join(cid);
  await galina.join(cid);

  // The microphone is Firefox's own, a tone of 1000 Hz.
  const maria: Persona = { ...magenta, hertz: 0 };
  const page = await (browser as Browser).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.evaluateOnNewDocument(become, devicesOf(maria));
  await page.evaluateOnNewDocument(() => {
    const real = window.RTCPeerConnection;
    const all: RTCPeerConnection[] = [];
    Object.assign(window, { connections: all });
    window.RTCPeerConnection = class extends real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        all.push(this);
      }
    };
  });
  await page.goto(`${server.url}/c/${cid}`);
  await page.locator('form input[autocomplete="name"]').fill(maria.name);
  await page.locator('form button[type="submit"]').click();
  await page.locator('.toolbar').wait();

  const sees = (name: string) => page.evaluate(seen, [name, 'camera', palette] as Parameters<typeof seen>[0]);
  await expect.poll(() => sees('Roman')).toBe('red');
  await expect.poll(() => sees('Galina')).toBe('green');
  await expect.poll(() => roman.sees(maria)).toBe('magenta');
  await expect.poll(() => galina.sees(maria)).toBe('magenta');
  await expect.poll(() => roman.hears()).toEqual([660, 1000]);
  // Light mode: the server's one picture of all three, and back.
  const more = async (item: string) => {
    await page.locator('.toolbar button[aria-label="More"]').click();
    await page.locator(`::-p-aria([name="${item}"][role="menuitem"])`).click();
  };
  await more('Switch light mode on');
  await page.locator('.composed video').wait();
  await expect
    .poll(async () => (await page.$eval('.composed video', coloursIn, palette)).sort())
    .toEqual(['green', 'magenta', 'red']);
  await more('Switch light mode off');
  await expect.poll(() => sees('Roman')).toBe('red');
  // Without a sound device Firefox plays nothing; that sound arrives stands in its statistics.
  const loudest = () =>
    page.evaluate(async () => {
      const { connections } = window as unknown as { connections: RTCPeerConnection[] };
      let level = 0;
      for (const connection of connections)
        for (const s of (await connection.getStats()).values())
          if (s.type === 'inbound-rtp' && s.kind === 'audio') level = Math.max(level, s.audioLevel ?? 0);
      return level;
    });
  await expect.poll(loudest).toBeGreaterThan(0.05);
  // Control: with both silent the level falls.
  await roman.tool('Switch microphone off').click();
  await galina.tool('Switch microphone off').click();
  await expect.poll(loudest).toBeLessThan(0.01);
  expect(faults).toEqual([]);
  await page.close();
});

test('Firefox sees IP cameras of H.264 with B-frames and of H.265, which it cannot decode', async ({
  server,
  admin,
}) => {
  const { cid } = await admin.room();
  const cameras = await Cameras.start();
  const page = await (browser as Browser).newPage();
  try {
    await admin.call('POST', `/conferences/${cid}/start`);
    for (const stream of ['h264b', 'h265'])
      await admin.call('POST', `/conferences/${cid}/live/participants`, {
        dial: cameras.url(stream),
        name: stream,
      });
    await page.evaluateOnNewDocument(become, devicesOf(magenta));
    await page.goto(`${server.url}/c/${cid}`);
    await page.locator('form input[autocomplete="name"]').fill('Maria');
    await page.locator('form button[type="submit"]').click();
    await page.locator('.toolbar').wait();
    for (const stream of ['h264b', 'h265'])
      await expect.poll(() => page.evaluate(barsOf, stream), stream).toEqual(bars);
  } finally {
    await page.close();
    await cameras.stop();
  }
});
