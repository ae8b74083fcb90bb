import { execFile } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { coloursIn, palette, personas } from './persona';
import type { Visitor } from './visitor';

const { red, green, blue } = personas;
const run = promisify(execFile);

const mark = (who: Visitor) => who.page.locator('.recording-mark');
const runs = 'This meeting is being recorded';

/** What ffprobe finds in a file: the codecs in the order of the streams, and the seconds. */
async function probe(file: string): Promise<{ codecs: string[]; lines: number; seconds: number }> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-show_streams',
    '-show_format',
    '-of',
    'json',
    file,
  ]);
  const { streams, format } = JSON.parse(stdout) as {
    streams: { codec_name: string; height?: number }[];
    format: { duration: string };
  };
  return {
    codecs: streams.map((s) => s.codec_name).sort(),
    lines: Math.max(...streams.map((s) => s.height ?? 0)),
    seconds: Number(format.duration),
  };
}

/** The seconds on the recording's clock, as somebody sees it. */
async function recorded(who: Visitor): Promise<number> {
  const clock = await mark(who).locator('time').textContent();
  return (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

const video = (page: Page) => page.getByRole('dialog').locator('video');
const state = (page: Page) =>
  video(page).evaluate((v: HTMLVideoElement) => ({
    at: v.currentTime,
    length: v.duration,
    error: v.error?.message,
  }));

test('three people are recorded: all see it, and the owner has the file at once (L1–L6)', async ({
  admin,
  visitor,
}) => {
  test.setTimeout(240_000);
  const { cid, id } = await admin.room({ name: 'Council' });
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await expect.poll(() => host.sees(galina)).toBe('green');

  // A guest has no such button, and the key does nothing for him.
  await galina.tool('More').click();
  await expect(galina.page.getByRole('menuitem', { name: 'Start recording' })).toHaveCount(0);
  await galina.page.keyboard.press('Escape');
  await galina.page.keyboard.press('r');
  await host.more('Start recording');
  for (const one of [host, galina]) {
    await expect(mark(one)).toContainText('REC');
    await expect(one.notice(runs)).toBeVisible();
  }

  // Who comes while it runs is told at the door and inside.
  await boris.page.goto(`/c/${cid}`);
  await expect(boris.page.getByText(runs)).toBeVisible();
  await boris.press();
  await boris.inside();
  await expect(mark(boris)).toBeVisible();
  await expect(boris.notice(runs)).toBeVisible();
  await expect.poll(() => host.sees(boris)).toBe('blue');
  const from = await recorded(host);
  await expect.poll(() => recorded(host)).toBeGreaterThan(from + 4);

  // A key does not end it by accident.
  await host.page.keyboard.press('r');
  await host.dialog().getByRole('button', { name: 'Go on recording' }).click();
  await expect(mark(host)).toBeVisible();
  await mark(host).click();
  await host.dialog().getByRole('button', { name: 'Stop the recording' }).click();
  for (const one of [host, galina, boris]) {
    await expect(one.notice('The recording has ended')).toBeVisible();
    await expect(one.notice(runs)).toHaveCount(0);
    await expect(mark(one)).toHaveCount(0);
  }

  // The only recording is a button on the card, while the meeting goes on (L4, L6).
  const owner = await visitor(red, { token: admin.token });
  const { page } = owner;
  await page.goto(`/cabinet/rooms/${id}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the recording' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^[0-9a-z-]+_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.mp4$/);
  const found = await probe(await download.path());
  expect(found.codecs).toEqual(['aac', 'h264']);
  expect(found.lines).toBe(720);
  expect(found.seconds).toBeGreaterThan(4);

  // It plays in the page, from any place, with everybody in it.
  await page.getByRole('button', { name: 'Watch' }).click();
  await expect.poll(async () => (await state(page)).length).toBeGreaterThan(4);
  await video(page).evaluate((v: HTMLVideoElement) => {
    v.muted = true;
    v.currentTime = v.duration - 3;
    return v.play();
  });
  const { length } = await state(page);
  await expect.poll(async () => (await state(page)).at).toBeGreaterThan(length - 2.5);
  await expect
    .poll(async () => (await video(page).evaluate(coloursIn, palette)).sort())
    .toEqual(['blue', 'green', 'red']);
  expect((await state(page)).error).toBeUndefined();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close the player' }).click();

  // Another one, from the card; while it runs it stands in the list.
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByRole('alert').getByRole('button', { name: 'Close' })).toBeVisible(); // of the notice
  await expect(page.getByText('Being recorded').first()).toBeVisible();
  await expect(mark(galina)).toBeVisible();
  await page.getByRole('link', { name: 'Conference recordings (2)' }).click();
  const rows = page.getByRole('main').locator('li', { has: page.locator('dl') });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Being recorded');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name: 'To the room' }).click();
  await page.getByRole('button', { name: 'Stop the recording' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the recording' }).click();
  await expect(page.getByRole('button', { name: 'Start recording' })).toBeVisible();
  await expect(mark(galina)).toHaveCount(0);

  // Searched by period, deleted after a question.
  await page.getByRole('link', { name: 'Conference recordings (2)' }).click();
  await expect(page.getByRole('button', { name: /^Watch the recording/ })).toHaveCount(2);
  await page.getByLabel('To', { exact: true }).fill('2020-01-01');
  await expect(page.getByText('Nothing in this period')).toBeVisible();
  await page.getByRole('button', { name: 'Whole time' }).click();
  await expect(rows).toHaveCount(2);
  await page
    .getByRole('button', { name: /^Delete the recording/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(rows).toHaveCount(1);

  // Nobody else may know of the files.
  const answer = await galina.page.request.get(`/api/v1/conferences/${id}/recordings`);
  expect([401, 403, 404]).toContain(answer.status());
});

test('a room records by itself, in its own layout and size, and ends with the meeting (G17)', async ({
  admin,
  visitor,
}) => {
  const { cid, id } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const { page } = host;
  await page.goto(`/cabinet/rooms/${id}/edit`);
  await page.getByRole('tab', { name: 'Additional' }).click();
  await page.getByLabel('Record by itself').check();
  await page.getByText('360 lines').click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Begins with the meeting')).toBeVisible();

  await host.join(cid);
  await expect(mark(host)).toContainText('REC');
  await expect.poll(() => recorded(host)).toBeGreaterThan(2);
  await host.tool('Leave').click();
  await host.dialog().getByRole('button', { name: 'End for all' }).click();
  await expect(page.getByRole('heading', { name: 'The meeting is over' })).toBeVisible();
  await expect(host.notice(runs)).toHaveCount(0);
  // Nothing says any longer that it is recorded.
  await expect(host.notice(runs)).toHaveCount(0);
  await page.getByRole('link', { name: 'To the recordings' }).click();
  await expect(page.getByRole('heading', { name: 'Recordings' })).toBeVisible();
  await page.getByRole('link', { name: 'To the room' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the recording' }).click(),
  ]);
  expect(await probe(await download.path())).toMatchObject({ codecs: ['aac', 'h264'], lines: 360 });
});

test('what cannot be recorded is said in words, and the meeting goes on', async ({
  admin,
  server,
  visitor,
}) => {
  const { cid, id } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const galina = await visitor(green);
  await host.join(cid);
  await galina.join(cid);
  const folder = `${server.data}/recordings`;
  await mkdir(folder, { recursive: true });
  await rename(folder, `${folder}.away`);
  await writeFile(folder, '');
  try {
    await host.more('Start recording');
    await expect(host.notice('the server cannot write into its folder of recordings')).toBeVisible();
    await expect(mark(host)).toHaveCount(0);
    expect(await galina.page.locator('.notice', { hasText: 'recorded' }).count()).toBe(0);
    await expect.poll(() => host.sees(galina)).toBe('green');
    const owner = await visitor(red, { token: admin.token });
    await owner.page.goto(`/cabinet/rooms/${id}`);
    await owner.page.getByRole('button', { name: 'Start recording' }).click();
    await expect(owner.page.getByRole('alert').filter({ hasText: 'cannot write' })).toBeVisible();
  } finally {
    await rm(folder);
    await rename(`${folder}.away`, folder);
  }
  // Made good, it works at once.
  await host.page.keyboard.press('r');
  await expect(mark(host)).toContainText('REC');
  await host.leave();
});

test('the administrator switches recording off (L2)', async ({ admin, visitor }) => {
  const { cid, id } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const { page } = host;
  await page.goto('/admin/settings');
  await page.getByLabel('Owners may record their meetings').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings were saved.')).toBeVisible();
  try {
    await host.join(cid);
    await host.tool('More').click();
    await expect(page.getByRole('menuitem', { name: 'Close the entry' })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: 'Start recording' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await host.leave();
    await page.goto(`/cabinet/rooms/${id}/edit`);
    await page.getByRole('tab', { name: 'Additional' }).click();
    await expect(page.getByLabel('Description')).toBeVisible();
    await expect(page.getByLabel('Record by itself')).toHaveCount(0);
  } finally {
    await admin.call('PATCH', '/settings', { recording: { enabled: true } });
  }
});
