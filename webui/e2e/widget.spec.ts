import { createServer, type Server as Http } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator, Page } from '@playwright/test';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

const shots = new URL('./shots/', import.meta.url).pathname;

/** A site of somebody else: another host than that of the server, and one page. */
let site: Http;
let html = '';
test.beforeAll(async () => {
  site = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html; charset=utf-8').end(html));
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
});
test.afterAll(() => site.close());

const address = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;

/** Shows the page with the frame in it. */
async function embed(page: Page, code: string): Promise<FrameLocator> {
  html = `<!doctype html><html lang="en"><title>Parish news</title><main><h1>Parish news</h1>${code}</main>`;
  await page.context().grantPermissions(['microphone', 'camera'], { origin: address().slice(0, -1) });
  await page.goto(address());
  return page.frameLocator('iframe');
}

const codeOf = (admin: { call: <T>(m: string, p: string) => Promise<T> }, cid: string) =>
  admin.call<{ widget: string }>('GET', `/conferences/${cid}`).then((c) => c.widget);

test('a guest joins within a page of another site, with camera and microphone (A15)', async ({
  admin,
  server,
  visitor,
}) => {
  const { cid } = await admin.room({ name: 'Open doors' });
  const code = (await codeOf(admin, cid)).replace(/src="[^"]*"/, `src="${server.url}/widget/${cid}"`);
  expect(code).toContain('allow="camera; microphone;');
  const host = await visitor(personas.green);
  await host.join(cid);

  const guest = await visitor(personas.red, { realDevices: true });
  const frame = await embed(guest.page, code);
  await expect(frame.getByRole('heading', { name: 'Open doors' })).toBeVisible();
  await guest.page.screenshot({ path: `${shots}widget-card.png` });
  await frame.getByRole('button', { name: 'Join here' }).click();
  await frame.getByLabel('Your name').fill('Red');
  await guest.page.screenshot({ path: `${shots}widget-door.png` });
  await frame.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(frame.getByRole('toolbar')).toBeVisible();
  await expect(host.tile('Red')).toBeVisible();
  // The picture of the camera really comes, out of the frame.
  await expect.poll(() => host.sees('Red'), { timeout: 60_000 }).not.toBe('none');
  await expect(frame.locator(`.tile[aria-label="${host.name}"] video`)).toBeVisible();
  await guest.page.screenshot({ path: `${shots}widget-call.png` });
});

test('where the other site lends no camera one still joins, or opens a window of its own (A15)', async ({
  admin,
  server,
  visitor,
}) => {
  const { cid } = await admin.room({ name: 'Closed shutters' });
  const guest = await visitor(personas.red, { realDevices: true });
  const frame = await embed(
    guest.page,
    `<iframe src="${server.url}/widget/${cid}" title="Meeting" width="360" height="640"></iframe>`,
  );
  await frame.getByRole('button', { name: 'Join here' }).click();
  await frame.getByLabel('Your name').fill('Red');
  await guest.page.screenshot({ path: `${shots}widget-without.png` });
  await frame.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(frame.getByRole('toolbar')).toBeVisible();

  const again = await visitor(personas.red, { realDevices: true });
  const other = await embed(
    again.page,
    `<iframe src="${server.url}/widget/${cid}" title="Meeting" width="360" height="640"></iframe>`,
  );
  const opened = again.context.waitForEvent('page');
  await other.getByRole('link', { name: 'Open in a new window' }).click();
  await expect((await opened).getByRole('heading', { name: 'Closed shutters' })).toBeVisible();
});

test('no other page of the server stands in a frame', async ({ admin, server, visitor }) => {
  const { cid } = await admin.room({ name: 'Not in a frame' });
  for (const path of [`/c/${cid}`, '/cabinet', '/login', '/']) {
    const answer = await fetch(server.url + path);
    expect(answer.headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
  }
  const answer = await fetch(`${server.url}/widget/${cid}`);
  expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors *');
  expect(answer.headers.get('set-cookie')).toBeNull();
  const guest = await visitor(personas.red);
  await guest.page.goto(`/widget/${cid}`);
  await expect(guest.page.getByRole('heading', { name: 'Not in a frame' })).toBeVisible();
  expect(await axe(guest.page)).toEqual([]);
});
