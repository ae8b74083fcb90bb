import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext } from '@playwright/test';
import { expect, test } from './fixtures';
import { coloursIn, palette, personas } from './persona';

const { red, green, blue } = personas;
const run = promisify(execFile);

/** Runs in the page before its own scripts: pictures are sent in one format only. */
function sendAs(mime: string): void {
  type Offering = (this: RTCPeerConnection, options?: RTCOfferOptions) => Promise<RTCSessionDescriptionInit>;
  const real = RTCPeerConnection.prototype.createOffer as Offering;
  RTCPeerConnection.prototype.createOffer = function (this: RTCPeerConnection, options?: RTCOfferOptions) {
    const codecs = (RTCRtpSender.getCapabilities('video')?.codecs ?? []).filter(
      (c) => c.mimeType === mime || c.mimeType === 'video/rtx',
    );
    for (const t of this.getTransceivers()) {
      const sends = t.direction === 'sendonly' && t.receiver.track.kind === 'video';
      if (sends && !t.currentDirection) t.setCodecPreferences(codecs);
    }
    return real.call(this, options);
  } as Offering as typeof RTCPeerConnection.prototype.createOffer;
}

const as = (mime: string) => ({ prepare: (context: BrowserContext) => context.addInitScript(sendAs, mime) });

/** The codecs of the cameras' own files, each once. */
async function cameras(folder: string): Promise<string[]> {
  const found = new Set<string>();
  for (const name of (await readdir(folder)).filter((n) => n.endsWith('-camera.mp4'))) {
    const { stdout } = await run('ffprobe', [
      ...['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0'],
      join(folder, name),
    ]);
    found.add(stdout.trim());
  }
  return [...found].sort();
}

test('H.264, VP9 and AV1 are in the one picture and in their tracks', async ({ server, admin, visitor }) => {
  test.setTimeout(240_000);
  const { cid } = await admin.room({ recording: { tracks: true } });
  const roman = await visitor(red, { ...as('video/H264'), token: admin.token });
  const galina = await visitor(green, as('video/VP9'));
  const boris = await visitor(blue, as('video/AV1'));
  for (const one of [roman, galina, boris]) await one.join(cid);
  await expect.poll(() => roman.sees(galina)).toBe('green');
  await expect.poll(() => roman.sees(boris)).toBe('blue');
  await roman.more('Start recording');
  await expect(galina.page.locator('.recording-mark')).toContainText('REC');

  await galina.more('Switch light mode on');
  const picture = galina.page.locator('.composed video');
  const colours = async () => (await picture.evaluate(coloursIn, palette)).sort();
  await expect.poll(colours).toEqual(['blue', 'green', 'red']);
  await boris.tool('Switch camera off').click();
  await expect.poll(colours).not.toContain('blue');
  await boris.tool('Switch camera on').click();
  await expect.poll(colours).toEqual(['blue', 'green', 'red']);
  // A page that comes again has other sources.
  await roman.page.reload();
  await roman.inside();
  await expect.poll(colours).toEqual(['blue', 'green', 'red']);

  await roman.page.locator('.recording-mark').click();
  await roman.dialog().getByRole('button', { name: 'Stop the recording' }).click();
  await expect(galina.notice('The recording has ended')).toBeVisible();
  await expect
    .poll(() => cameras(join(server.data, 'recordings')).catch(() => []))
    .toEqual(['av1', 'h264', 'vp9']);
});
