import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';
import type { Visitor } from './visitor';

const accent = (v: Visitor) =>
  v.page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--accent)';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });

/** What of the look stands in the page before any script has run. */
const served = async (v: Visitor, path: string) => (await v.page.request.get(path)).text();

for (const [look, options, words] of [
  [
    'desktop',
    { viewport: { width: 1280, height: 900 }, scheme: 'light', language: 'en' },
    {
      page: 'Look of the server',
      name: 'Name of the server',
      accent: 'Accent colour',
      save: 'Save',
      light: 'Choose a logo for light grounds',
      dark: 'Choose a logo for dark grounds',
      saved: 'The look was saved',
      back: 'Back to Veche’s look',
      isBack: 'Veche’s look is back',
      paler: 'On light grounds the colour is drawn darker',
    },
  ],
  [
    'phone',
    { viewport: { width: 360, height: 740 }, scheme: 'dark', language: 'ru' },
    {
      page: 'Оформление сервера',
      name: 'Название сервера',
      accent: 'Основной цвет',
      save: 'Сохранить',
      light: 'Выбрать логотип для светлого фона',
      dark: 'Выбрать логотип для тёмного фона',
      saved: 'Оформление сохранено',
      back: 'Вернуть оформление Veche',
      isBack: 'Оформление Veche возвращено',
      paler: 'На светлом фоне цвет будет темнее',
    },
  ],
] as const) {
  test(`the server gets a name, a logo and a colour, and gives them back: ${look}`, async ({
    admin,
    visitor,
  }) => {
    const room = await admin.room({ name: 'Town hall' });
    const v = await visitor(personas.red, { ...options, token: admin.token });
    const { page } = v;
    await page.goto('/admin/look');
    await expect(page.getByRole('heading', { level: 1, name: words.page })).toBeVisible();
    await page.screenshot({ path: `e2e/shots/brand-before-${look}.png`, fullPage: true });
    expect(await axe(page)).toEqual([]);

    await page.getByLabel(words.name).fill('School 5 <Novgorod>');
    for (const [button, colour] of [
      [words.light, '#1d3f8a'],
      [words.dark, '#c9d8ff'],
    ] as const) {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: button }).click();
      await (await chooser).setFiles({
        name: 'logo.png',
        mimeType: 'image/png',
        buffer: await drawn(v, colour),
      });
    }
    await page.getByLabel(words.accent).fill('#ffcc00');
    await page.keyboard.press('Escape');
    await expect(page.getByText(words.paler)).toBeVisible();
    await expect(page.getByTestId('sample-light').locator('img')).toBeVisible();
    await page.screenshot({ path: `e2e/shots/brand-preview-${look}.png`, fullPage: true });
    expect(await axe(page)).toEqual([]);
    expect(await served(v, '/')).toContain('<title>');

    const before = await accent(v);
    await page.getByRole('button', { name: words.save }).click();
    await expect(page.getByText(words.saved)).toBeVisible();
    await expect.poll(() => accent(v)).not.toBe(before);
    await page.screenshot({ path: `e2e/shots/brand-saved-${look}.png` });

    for (const path of ['/', `/c/${room.cid}`, '/login', '/cabinet']) {
      const html = await served(v, path);
      expect(html, path).toContain('<title>School 5 &lt;Novgorod&gt;</title>');
      expect(html, path).toMatch(/<link rel="stylesheet" href="\/brand\.css\?v=\w+"/);
      expect(html, path).toMatch(/<link rel="icon" href="\/api\/v1\/avatars\//);
    }
    const manifest = await (await page.request.get('/manifest.webmanifest')).json();
    expect(manifest.name).toBe('School 5 <Novgorod>');
    expect(manifest.icons.map((i: { sizes: string; purpose: string }) => `${i.sizes} ${i.purpose}`)).toEqual([
      '192x192 any',
      '512x512 any',
      '192x192 maskable',
      '512x512 maskable',
    ]);
    for (const icon of manifest.icons as { src: string }[])
      expect((await page.request.get(icon.src)).ok()).toBe(true);

    const guest = await visitor(personas.blue, options);
    for (const [path, name] of [
      ['/', 'guest'],
      [`/c/${room.cid}`, 'door'],
      ['/login', 'login'],
    ] as const) {
      await guest.page.goto(path);
      await expect(guest.page.getByRole('heading').first()).toBeVisible();
      await expect(guest.page).toHaveTitle(/School 5 <Novgorod>/);
      expect(await accent(guest)).toBe(await accent(v));
      await expect.poll(() => logoOf(guest)).toContain('/api/v1/avatars/');
      await guest.page.screenshot({ path: `e2e/shots/brand-${name}-${look}.png` });
      expect(await axe(guest.page)).toEqual([]);
    }
    await page.goto('/cabinet');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.screenshot({ path: `e2e/shots/brand-cabinet-${look}.png` });
    expect(await axe(page)).toEqual([]);

    await page.goto('/admin/look');
    await page.getByRole('button', { name: words.back }).click();
    await page.getByRole('dialog').getByRole('button', { name: words.back }).click();
    await expect(page.getByText(words.isBack)).toBeVisible();
    await expect.poll(() => accent(v)).toBe(before);
    expect(await served(v, '/')).not.toContain('/brand.css');
    await guest.page.goto('/');
    expect(await accent(guest)).toBe(before);
    await admin.call('PATCH', '/settings', { serverName: 'Veche' });
    await admin.call('DELETE', `/conferences/${room.cid}`);
  });
}

/** The picture in place of the bell. */
const logoOf = (v: Visitor) =>
  v.page.evaluate(() => {
    const bell = document.querySelector('.bell');
    return bell ? getComputedStyle(bell).backgroundImage : '';
  });

/** A wide logo on a clear ground. */
async function drawn(v: Visitor, colour: string): Promise<Buffer> {
  const url = await v.page.evaluate((colour) => {
    const canvas = document.createElement('canvas');
    canvas.width = 600;
    canvas.height = 200;
    const to = canvas.getContext('2d');
    if (!to) return '';
    to.fillStyle = colour;
    to.beginPath();
    to.arc(100, 100, 80, 0, 7);
    to.fill();
    to.font = '700 150px sans-serif';
    to.fillText('School', 200, 150, 380);
    return canvas.toDataURL('image/png');
  }, colour);
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}
