import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

test('the zone, the address book and reminders are set for the server (G5)', async ({ admin, visitor }) => {
  const { page } = await visitor(personas.green, { token: admin.token });
  await page.goto('/admin/settings');
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Moscow');
  await page.getByRole('option', { name: /Europe\/Moscow/ }).click();
  await page.getByRole('switch', { name: 'Everybody sees all people' }).uncheck();
  await page.getByRole('combobox', { name: 'Reminders' }).press('ArrowDown');
  await page.getByRole('option', { name: '1 day before' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings were saved.')).toBeVisible();
  const stored = await admin.call<{ zone: string; people: object; planning: object }>('GET', '/settings');
  expect(stored.zone).toBe('Europe/Moscow');
  expect(stored.people).toEqual({ listAll: false });
  expect(stored.planning).toEqual({ remindersAllowed: true, reminders: [1440, 15] });
  expect(await axe(page)).toEqual([]);
});

for (const look of [
  { name: 'desktop-light-en', language: 'en', scheme: 'light', viewport: { width: 1280, height: 1000 } },
  { name: 'phone-dark-ru', language: 'ru', scheme: 'dark', viewport: { width: 360, height: 740 } },
] as const) {
  test(`the settings are readable, ${look.name}`, async ({ admin, visitor }) => {
    const { page } = await visitor(personas.green, { ...look, token: admin.token });
    await page.goto('/admin/settings');
    const section = page.getByRole('region', {
      name: look.language === 'ru' ? 'Запланированные' : 'Scheduled',
    });
    await section.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `e2e/shots/settings-planning-${look.name}.png` });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(await axe(page)).toEqual([]);
  });
}
