import { axe } from './axe';
import { Cameras } from './camera';
import { expect, test } from './fixtures';
import { Device } from './onvif';
import { personas } from './persona';

// The book of cameras and the pad in the call, with a camera of GStreamer's and a simulated
// ONVIF device beside it.

let cameras: Cameras;
let device: Device;

test.beforeAll(async () => {
  cameras = await Cameras.start();
  device = await Device.start(`rtsp://127.0.0.1:${cameras.port}/h264`);
});
test.afterAll(async () => {
  device?.stop();
  await cameras?.stop();
});

test('a camera is added by ONVIF, tested, called by its name and moved', async ({ visitor, admin }) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/cameras');
  await expect(page.getByText('No cameras yet')).toBeVisible();
  await page.getByRole('button', { name: 'Find on the network' }).click();
  const find = page.getByRole('dialog', { name: 'Find on the network' });
  await find.getByRole('button', { name: 'Another device' }).click();
  await find.getByLabel('ONVIF address').fill(device.address);
  await find.getByLabel('User name').fill('cam');
  await find.getByLabel('Password', { exact: true }).fill('wrong');
  await find.getByRole('button', { name: 'Show streams' }).click();
  await expect(find.getByText('The device does not take this user name and password.')).toBeVisible();
  await find.getByLabel('Password', { exact: true }).fill('camsecret');
  await find.getByRole('button', { name: 'Show streams' }).click();
  await expect(find.getByLabel('Stream')).toHaveValue(/Main stream · H.264 · 1920 × 1080/);
  await find.getByLabel('Name', { exact: false }).last().fill('Corridor');
  await find.getByRole('button', { name: 'Add' }).click();

  const row = page.getByRole('listitem').filter({ hasText: 'Corridor' });
  await expect(row).toContainText('rtsp://…@127.0.0.1');
  expect(await page.content()).not.toContain('camsecret');
  await row.getByRole('button', { name: 'Test Corridor' }).click();
  const trial = page.getByRole('dialog', { name: 'Test Corridor' });
  await expect(trial.getByText('Live')).toBeVisible({ timeout: 30_000 });
  await expect(trial.getByRole('img', { name: 'Picture of the camera' })).toBeVisible();
  await expect(trial).toContainText('640 × 360');
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');

  const { cid } = await admin.room({ name: 'Rounds' });
  const anna = await visitor(personas.green, { token: admin.token });
  await anna.join(cid);
  await anna.page.keyboard.press('p');
  await anna.page.getByRole('button', { name: 'Invite people' }).click();
  await anna.page.getByRole('button', { name: 'Add camera Corridor' }).click();
  await anna.page.keyboard.press('Escape');
  await expect(row.getByRole('link', { name: 'Rounds' })).toBeVisible({ timeout: 30_000 });
  await expect(row.getByRole('img', { name: 'Last picture of Corridor' })).toBeVisible({ timeout: 30_000 });

  await anna.page.getByRole('button', { name: 'Actions for Corridor' }).last().click();
  await anna.page.getByRole('menuitem', { name: 'Move the camera…' }).click();
  const pad = anna.page.getByRole('region', { name: 'Moving Corridor' });
  const left = await pad.getByRole('button', { name: 'To the left' });
  await left.hover();
  await anna.page.mouse.down();
  await expect.poll(() => device.moves()).toContain('ContinuousMove');
  await anna.page.mouse.up();
  await expect.poll(() => device.moves().at(-1)).toBe('Stop');
  await pad.getByRole('button', { name: 'Door' }).click();
  await expect.poll(() => device.moves().at(-1)).toBe('GotoPreset');
  await pad.focus();
  await anna.page.keyboard.down('ArrowUp');
  await expect.poll(() => device.moves().at(-1)).toBe('ContinuousMove');
  await anna.page.keyboard.up('ArrowUp');
  await expect.poll(() => device.moves().at(-1)).toBe('Stop');
  if (process.env.SHOTS) await anna.page.screenshot({ path: `${process.env.SHOTS}/pad.png` });
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/list.png` });
  expect(await axe(anna.page)).toEqual([]);
});

test('a camera is removed, and brought back', async ({ visitor, admin }) => {
  await admin.call('POST', '/admin/cameras', { name: 'Ward 3', address: 'rtsp://192.0.2.7/a' });
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/cameras');
  const row = page.getByRole('listitem').filter({ hasText: 'Ward 3' });
  await row.getByRole('button', { name: 'Remove Ward 3' }).click();
  await expect(row).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();
});

for (const look of [
  { language: 'ru', scheme: 'dark', viewport: { width: 360, height: 740 } },
  { language: 'en', scheme: 'light', viewport: { width: 740, height: 360 } },
] as const)
  test(`the pad fits a phone, ${look.viewport.width} wide in ${look.language}`, async ({
    admin,
    visitor,
  }) => {
    const ru = look.language === 'ru';
    const word = (en: string, russian: string) => (ru ? russian : en);
    const name = word(
      'Corridor of the second floor, west',
      `Коридор второго этажа, западное крыло ${look.viewport.width}`,
    );
    const asked = { address: device.address, login: 'cam', password: 'camsecret' };
    const { profiles } = await admin.call<{ profiles: { token: string }[] }>(
      'POST',
      '/admin/cameras/describe',
      asked,
    );
    const { id } = await admin.call<{ id: string }>('POST', '/admin/cameras', {
      name,
      login: 'cam',
      password: 'camsecret',
      device: { address: device.address, profile: profiles[0]?.token },
    });
    const { cid } = await admin.room({ name: word('Rounds', 'Обход') });
    const host = await visitor(personas.green, { token: admin.token, ...look });
    const { page } = host;
    await page.goto(`/c/${cid}`);
    await page.getByRole('button', { name: word('Join', 'Присоединиться'), exact: true }).click();
    await host.inside();
    await admin.call('POST', `/conferences/${cid}/live/participants`, { dial: `camera:${id}` });
    await page.keyboard.press('p');
    await page
      .getByRole('button', { name: word(`Actions for ${name}`, `Действия: ${name}`) })
      .last()
      .click();
    await page.getByRole('menuitem', { name: word('Move the camera…', 'Повернуть камеру…') }).click();
    const pad = page.getByRole('region', {
      name: word(`Moving ${name}`, `Управление камерой ${name}`),
    });
    await expect(pad.getByRole('button', { name: 'Door' })).toBeVisible();
    const shot = process.env.SHOTS;
    if (shot) await page.screenshot({ path: `${shot}/pad-${look.viewport.width}.png` });
    const before = device.moves().length;
    await pad.getByRole('button', { name: word('To the left', 'Влево') }).hover();
    await page.mouse.down();
    await expect.poll(() => device.moves().slice(before)).toContain('ContinuousMove');
    await page.mouse.up();
    await expect.poll(() => device.moves().at(-1)).toBe('Stop');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(await axe(page)).toEqual([]);
  });
