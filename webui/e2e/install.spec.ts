import { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';
import type { Visitor } from './visitor';

test.describe('the installed application', () => {
  test('the manifest has the name of the server and icons of their sizes', async ({ admin, visitor }) => {
    const settings = await admin.call<{ revision: number }>('GET', '/settings');
    await admin.call('PATCH', '/settings', { serverName: 'School 5', revision: settings.revision });
    const { page } = await visitor(personas.red, { token: admin.token });
    await page.goto('/cabinet');
    const address = await page.locator('link[rel=manifest]').getAttribute('href');
    const manifest = await (await page.request.get(address ?? '')).json();
    expect(manifest).toMatchObject({
      name: 'School 5',
      short_name: 'School 5',
      start_url: '/cabinet',
      display: 'standalone',
    });
    const icons = manifest.icons as { src: string; sizes: string; purpose: string }[];
    expect(icons.map((i) => `${i.sizes} ${i.purpose}`)).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
    );
    for (const icon of icons) expect(await sizeOf(page, icon.src)).toBe(icon.sizes);
    const judged = await page.context().newCDPSession(page);
    const { errors } = await judged.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const { installabilityErrors } = await judged.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.filter((e) => e.errorId !== 'in-incognito')).toEqual([]);
  });

  test('without the server the offline page stands, and the cabinet comes back by itself', async ({
    admin,
    server,
    visitor,
  }) => {
    const worker = await visitor(personas.red, { token: admin.token });
    const { page } = worker;
    const heading = page.getByRole('heading', { level: 1 });
    await page.goto('/cabinet');
    await expect(heading).toBeVisible();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
    expect(await keptPaths(page)).toEqual(['/offline', '/offline.js']);

    await server.down();
    await page.goto('/cabinet/rooms');
    await expect(heading).toHaveText('You are offline');
    await look(worker, 'offline');
    await page.evaluate(() => localStorage.setItem('veche.language', 'ru'));
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(heading).toHaveText('Нет связи');
    await page.evaluate(() => localStorage.setItem('veche.language', 'en'));
    expect(await page.evaluate(() => fetch('/api/v1/session').then(String, () => 'no answer'))).toBe(
      'no answer',
    );

    await server.up();
    await expect(heading).toHaveText('Virtual rooms');
    const api = await Api.admin(server);
    await api.room({ name: 'Made after the break' });
    await page.reload();
    await expect(page.getByText('Made after the break').first()).toBeVisible();
    expect(await keptPaths(page)).toEqual(['/offline', '/offline.js']);
  });

  test('the user menu installs it when the browser offers that', async ({ admin, visitor }) => {
    const { page } = await visitor(personas.red, { token: admin.token });
    await page.goto('/cabinet');
    const menu = page.getByRole('button', { name: /profile and log out/ }).first();
    const install = page.getByRole('menuitem', { name: 'Install as an application' });
    await menu.click();
    await expect(page.getByRole('menuitem', { name: 'Log out' })).toBeVisible();
    await expect(install).toHaveCount(0);
    await page.evaluate(() => {
      const offer = new Event('beforeinstallprompt', { cancelable: true });
      const prompt = async () => document.body.setAttribute('data-installed', String(offer.defaultPrevented));
      dispatchEvent(Object.assign(offer, { prompt }));
    });
    await expect(install).toBeVisible();
    await page.screenshot({ path: 'e2e/shots/install-menu-1280-light.png' });
    await install.click();
    await expect(page.locator('body')).toHaveAttribute('data-installed', 'true');
    await menu.click();
    await expect(install).toHaveCount(0);
  });
});

type Page = Visitor['page'];

const keptPaths = (page: Page) =>
  page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found.sort();
  });

const sizeOf = (page: Page, address: string) =>
  page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    return `${image.naturalWidth}x${image.naturalHeight}`;
  }, address);

/** Keeps pictures, and lets axe look. */
async function look({ page }: Visitor, name: string): Promise<void> {
  const wide = { width: 1280, height: 800 };
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const size of [wide, { width: 360, height: 740 }]) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `e2e/shots/install-${name}-${size.width}-${scheme}.png` });
    }
    await page.setViewportSize(wide);
    expect.soft(await axe(page), `${name} ${scheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
