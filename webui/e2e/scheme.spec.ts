import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { personas } from './persona';

const light = 'rgb(246, 245, 242)';
const dark = 'rgb(21, 23, 27)';

const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('light or dark is chosen once for guest pages, call and cabinet, whatever the system has', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room();
  const galina = await visitor(personas.green, { scheme: 'dark' });
  const { page } = galina;
  await page.goto('/');
  const choice = page.getByRole('button', { name: /^Appearance/ });
  await expect(choice).toHaveAccessibleName('Appearance: As the system');
  expect(await ground(page)).toBe(dark);
  await choice.click();
  await page.getByRole('menuitemradio', { name: 'Light' }).click();
  expect(await ground(page)).toBe(light);
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await ground(page)).toBe(light);

  await galina.join(cid);
  const call = page.locator('.call');
  await expect(call).toHaveCSS('background-color', light);
  await galina.more('Settings');
  await galina.dialog().getByLabel('Appearance').selectOption('As the system');
  await expect(call).toHaveCSS('background-color', dark);
});

test('nothing flashes up in the other scheme while the page loads', async ({ visitor }) => {
  const { page } = await visitor(personas.green, { scheme: 'dark' });
  await page.goto('/');
  await page.evaluate(() => localStorage.setItem('veche.scheme', 'light'));
  // The scripts of the pages do not come: what is drawn is what is seen before them.
  await page.route('**/assets/*.js', () => undefined);
  for (const path of ['/', '/cabinet/']) {
    await page.goto(path, { waitUntil: 'commit' });
    await expect.poll(() => page.evaluate(() => document.styleSheets.length)).toBeGreaterThan(1);
    expect(await ground(page)).toBe(light);
  }
});
