import { readFile } from 'node:fs/promises';
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

test('people are added from a table, and their passwords saved once', async ({ admin, visitor }) => {
  await admin.call('POST', '/users', { login: 'taken', password: 'bell-of-pskov-1510' });
  const { page } = await visitor(personas.green, { token: admin.token });
  await page.goto('/admin/people');
  await page.getByRole('button', { name: 'From a table' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel('Or paste the table')
    .fill('Логин;Имя;Почта;Оператор\nanna;=Anna;anna@example.org;да\ntaken;Somebody;;\nдва;;;\n');
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: 'e2e/shots/import-choose-desktop.png' });
  await dialog.getByRole('button', { name: 'Check the table' }).click();
  await expect(dialog.getByText('2 people can be added. 1 line has mistakes')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: 'e2e/shots/import-preview-desktop.png' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: 'e2e/shots/import-preview-phone.png' });
  await dialog.getByRole('button', { name: 'Add 2 people' }).click();
  await expect(dialog.getByText('1 person was added.')).toBeVisible();
  await expect(dialog.getByText(/^taken: /)).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: 'e2e/shots/import-result-phone.png' });
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save the passwords' }).click();
  const table = await readFile(await (await saving).path(), 'utf8');
  expect(table).toMatch(/^\uFEFF"User ID";"Name";"Password"\r\n"anna";"'=Anna";"[a-z2-9-]{19}"\r\n$/);
  await dialog.getByText('Close', { exact: true }).click();
  const anna = await admin.call<{ rights: string[] }>('GET', '/users/anna');
  expect(anna.rights).toContain('operator');
  await expect(page.getByRole('link', { name: /=Anna/ })).toBeVisible();
});
