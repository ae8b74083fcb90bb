import { axe } from './axe';
import { cutControls } from './cut';
import { expect, test } from './fixtures';
import { chosenLooks } from './looks';
import { personas } from './persona';
import type { Visitor } from './visitor';

test.describe('the user guide', () => {
  test('has contents, finds by words, prints, and leads to chapters by address', async ({ visitor }) => {
    const { page } = await visitor(personas.green);
    await page.goto('/');
    await page.getByRole('link', { name: /User guide/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('User guide');
    const contents = page.getByRole('navigation', { name: 'Contents' });
    await contents.getByRole('link', { name: 'Planning a meeting' }).click();
    await expect(page).toHaveURL(/#plan$/);
    await expect(page.getByRole('heading', { name: /^Planning a meeting/ })).toBeInViewport();

    const search = page.getByRole('searchbox');
    await search.fill('waiting pin');
    await expect(page.getByRole('status')).toContainText('chapters');
    await expect(contents.getByRole('link', { name: 'Who may come in' })).toBeVisible();
    await expect(contents.getByRole('link', { name: 'Templates' })).toHaveCount(0);
    await expect(page.locator('mark').first()).toBeVisible();
    await search.fill('qwertyuiop');
    await expect(page.getByRole('status')).toHaveText('Nothing found. Try another word.');

    await page.goto('/guide#backup');
    await expect(page.getByRole('heading', { name: /^Backup and restore/ })).toBeInViewport();
    await page.emulateMedia({ media: 'print' });
    await expect(contents).toBeHidden();
    await expect(search).toBeHidden();
    await expect(page.getByRole('heading', { name: /^Joining a meeting/ })).toBeVisible();
  });

  test('speaks the other language when it is chosen', async ({ visitor }) => {
    const { page } = await visitor(personas.green);
    await page.goto('/guide');
    await expect(page.getByRole('heading', { name: /^Layouts/ })).toBeVisible();
    await page.getByRole('button', { name: /Language/ }).click();
    await page.getByRole('menuitemradio', { name: 'Русский' }).click();
    await expect(page.getByRole('heading', { name: /^Раскладки/ })).toBeVisible();
    await expect(page.getByRole('searchbox')).toHaveAttribute('placeholder', 'Поиск по руководству');
    await page.getByRole('searchbox').fill('еще');
    await expect(page.locator('mark').first()).toHaveText(/^ещё$/i);
  });

  test('the question mark of a page leads to its chapter', async ({ admin, visitor }) => {
    const { page } = await visitor(personas.red, { token: admin.token });
    for (const [place, chapter] of [
      ['/cabinet/templates', 'templates'],
      ['/cabinet/contacts', 'contacts'],
      ['/admin/mail', 'mail'],
      ['/admin/settings', 'settings'],
      ['/cabinet/profile?tab=devices', 'dial'],
    ]) {
      await page.goto(place ?? '');
      const help = page.getByRole('link', { name: 'How this works: the user guide' });
      await expect(help).toHaveAttribute('href', `/guide#${chapter}`);
    }
    await page.goto('/cabinet/rooms/new?type=internal');
    await page.getByRole('tab', { name: 'Layout' }).click();
    const help = page.getByRole('link', { name: 'How this works: the user guide' });
    await expect(help).toHaveAttribute('href', '/guide#layouts');
    const opened = page.waitForEvent('popup');
    await help.click();
    const guide = await opened;
    await expect(guide.getByRole('heading', { name: /^Layouts/ })).toBeInViewport();
  });

  test('in a call the list of keys and what is said of the meeting lead to it', async ({
    admin,
    visitor,
  }) => {
    const room = await admin.room({});
    const { page } = await visitor(personas.red, { token: admin.token });
    await page.goto(`/c/${room.cid}`);
    await page.locator('form button[type=submit]').click();
    await expect(page.getByRole('toolbar')).toBeVisible();
    const guide = page.getByRole('dialog').getByRole('link', { name: 'User guide' });
    await page.keyboard.press('?');
    await expect(guide).toHaveAttribute('href', '/guide#call');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'About the meeting' }).click();
    await expect(guide).toHaveAttribute('href', '/guide#moderate');
  });

  test('the start page offers to install, or says how', async ({ visitor }) => {
    const chromium = await visitor(personas.green);
    await chromium.page.goto('/');
    await expect(chromium.page.getByRole('link', { name: /User guide/ })).toBeVisible();
    await chromium.page.evaluate(() => {
      const offer = new Event('beforeinstallprompt', { cancelable: true });
      Object.assign(offer, { prompt: () => Promise.resolve(document.body.setAttribute('data-asked', '')) });
      dispatchEvent(offer);
    });
    await chromium.page.getByRole('button', { name: /Install the application/ }).click();
    await expect(chromium.page.locator('body[data-asked]')).toHaveCount(1);
    await expect(chromium.page.getByRole('button', { name: /Install the application/ })).toHaveCount(0);

    const other = await visitor(personas.blue, {
      prepare: (context) =>
        context.addInitScript(() => {
          delete (Window.prototype as { onbeforeinstallprompt?: unknown }).onbeforeinstallprompt;
          delete (window as { onbeforeinstallprompt?: unknown }).onbeforeinstallprompt;
        }),
    });
    await other.page.goto('/');
    await other.page.getByRole('link', { name: /How to install it/ }).click();
    await expect(other.page.getByRole('heading', { name: /^Installing the application/ })).toBeInViewport();
  });

  for (const [scheme, language, width] of chosenLooks([
    ['light', 'en', 1280],
    ['dark', 'ru', 1280],
    ['light', 'en', 360],
    ['dark', 'ru', 360],
  ] as const)) {
    test(`is easy to read, ${scheme} ${language} ${width}`, async ({ admin, visitor }) => {
      const v = await visitor(personas.red, {
        token: admin.token,
        scheme,
        language,
        viewport: { width, height: 800 },
      });
      const shot = (name: string, within?: string) =>
        look(v, `${name}-${scheme}-${language}-${width}`, within);
      await v.page.goto('/guide#dial');
      await expect(v.page.locator('#dial')).toBeInViewport();
      await shot('guide-chapter');
      await v.page.evaluate(() => scrollTo(0, 0));
      await v.page.screenshot({ path: `e2e/shots/guide-top-${scheme}-${language}-${width}.png` });
      await v.page.getByRole('searchbox').fill('PIN');
      await shot('guide-search');
      await v.page.goto('/cabinet/rooms');
      await expect(v.page.getByRole('heading', { level: 1 })).toBeVisible();
      await shot('guide-help', 'main'); // the menu has the person's name
    });
  }
});

async function look({ page }: Visitor, name: string, within = 'body') {
  await page.screenshot({ path: `e2e/shots/${name}.png` });
  expect
    .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name)
    .toBeLessThanOrEqual(0);
  expect.soft(await cutControls(page, within), `${name}: words that do not fit`).toEqual([]);
  expect.soft(await axe(page), name).toEqual([]);
}
