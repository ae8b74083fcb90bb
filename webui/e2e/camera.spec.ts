import { axe } from './axe';
import { bars, barsOf, Cameras } from './camera';
import { expect, test } from './fixtures';
import { personas } from './persona';
import type { Visitor } from './visitor';

const { green, red } = personas;

let cameras: Cameras;

test.beforeAll(async () => {
  cameras = await Cameras.start();
});

test.afterAll(() => cameras.stop());

test('cameras of all kinds are seen and heard; one that stops says so, and comes back', async ({
  admin,
  visitor,
}) => {
  test.setTimeout(240_000);
  const { cid } = await admin.room({ name: 'Watch' });
  const host = await visitor(green, { token: admin.token });
  await host.join(cid);
  const shows = (label: string) => expect.poll(() => host.page.evaluate(barsOf, label), label).toEqual(bars);

  // By hand, as the invite box explains it.
  await host.more('Invite people');
  await host.dialog().getByRole('button', { name: 'Add camera' }).click();
  await expect(host.dialog().getByText('as its manual gives it')).toBeVisible();
  const box = host.dialog().getByRole('searchbox');
  await box.fill(cameras.url('h264b'));
  await expect(host.dialog().getByText('keeps them sealed')).toBeVisible();
  await expect(host.dialog().locator('.person-name').first()).toHaveText(
    `rtsp://…@127.0.0.1:${cameras.port}/h264b`,
  );
  expect(await axe(host.page)).toEqual([]);
  await host.dialog().getByRole('button', { name: 'Add camera 127.0.0.1' }).click();
  await host.page.keyboard.press('Escape');
  await shows('127.0.0.1');

  // By the API: H.264 as it is, with its sound, H.265 and Motion JPEG.
  for (const stream of ['h264', 'h265', 'mjpeg'])
    await admin.call('POST', `/conferences/${cid}/live/participants`, {
      dial: cameras.url(stream),
      name: stream,
    });
  for (const stream of ['h264', 'h265', 'mjpeg']) await shows(stream);
  await expect.poll(() => host.hears()).toContain(440);
  const row = await host.row('h264');
  await expect(row.first()).toContainText('Camera · live');

  await host.act('mjpeg', 'Switch camera off');
  await expect.poll(() => host.page.evaluate(barsOf, 'mjpeg')).toEqual(['no video']);
  await host.act('mjpeg', 'Switch camera on');
  await shows('mjpeg');

  await cameras.stop();
  await expect(host.tile('h265').getByText(/^no signal since /)).toBeVisible();
  await expect((await host.row('h265')).first()).toContainText('no signal since');
  expect(await axe(host.page)).toEqual([]);
  cameras = await Cameras.start(cameras.port);
  await shows('h265');
  await expect(host.tile('h265').getByText('no signal')).toBeHidden();
});

test('a camera that two conferences see is coded anew once, and each has its own say', async ({
  admin,
  visitor,
  server,
}) => {
  const remade = async () =>
    /^veche_media_remakes (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
  await expect.poll(remade).toBe('0'); // what another test has left behind
  const hosts: Visitor[] = [];
  for (const persona of [green, red]) {
    const { cid } = await admin.room({ name: 'Ward' });
    const host = await visitor(persona, { token: admin.token });
    await host.join(cid);
    await admin.call('POST', `/conferences/${cid}/live/participants`, {
      dial: cameras.url('h265'),
      name: 'Bed',
    });
    await expect.poll(() => host.page.evaluate(barsOf, 'Bed')).toEqual(bars);
    hosts.push(host);
  }
  expect(await remade()).toBe('1');
  await hosts[0]?.act('Bed', 'Switch camera off');
  await expect.poll(() => hosts[0]?.page.evaluate(barsOf, 'Bed')).toEqual(['no video']);
  await expect.poll(() => hosts[1]?.page.evaluate(barsOf, 'Bed')).toEqual(bars);
  expect(await remade()).toBe('1');
  for (const host of hosts) await host.page.close();
  await expect.poll(remade).toBe('0');
});

test('a camera on the list waits for a moderator (H2); a wrong password is said to be one', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({
    waitingRoom: true,
    invited: [{ dial: cameras.url('h264'), name: 'Hall' }],
  });
  const host = await visitor(red, { token: admin.token });
  await host.join(cid);
  await host.panel('People');
  await host.page.getByRole('button', { name: 'Let Hall in' }).click();
  await expect.poll(() => host.page.evaluate(barsOf, 'Hall')).toEqual(bars);
  await admin.call('POST', `/conferences/${cid}/live/participants`, {
    dial: cameras.url('h264b', 'not-this'),
    name: 'Yard',
  });
  await expect(host.tile('Yard').getByText(/^wrong password since /)).toBeVisible();
});

test('the password of a camera on the list is not shown, and is kept', async ({ admin, visitor }) => {
  const { cid } = await admin.room({ name: 'Watch' });
  const { page } = await visitor(red, { token: admin.token });
  await page.goto(`/cabinet/rooms/${cid}/edit`);
  await page.getByRole('tab', { name: 'Participants' }).click();
  const shown = `rtsp://…@127.0.0.1:${cameras.port}/h264`;
  await page.getByLabel('Add people, contacts').first().fill(cameras.url('h264'));
  await page.getByRole('option', { name: `Add the camera ${shown}` }).click();
  await expect(page.getByText('Passwords of cameras are kept sealed')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('was saved').first()).toBeVisible();
  await page.goto(`/cabinet/rooms/${cid}/edit`);
  await page.getByLabel('Name', { exact: false }).first().fill('Watch of the night');
  await page.getByRole('tab', { name: 'Participants' }).click();
  await expect(page.getByText(shown)).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('was saved').first()).toBeVisible();
  const live = () =>
    admin.call<{ participants: { cameraState?: { state: string } }[] }>('GET', `/conferences/${cid}/live`);
  await admin.call('POST', `/conferences/${cid}/start`);
  await expect.poll(async () => (await live()).participants[0]?.cameraState?.state).toBe('live');
});
