import type { Page } from '@playwright/test';
import { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

// Contacts wherever people are added (G7, E1), the server's book, import and export.

const secret = 'a-long-enough-secret-42';

/** Keeps pictures of a page, and lets axe look at it. */
async function look(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `e2e/shots/book-${name}-${scheme}.png` });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, `${name} is too wide`).toBeLessThanOrEqual(0);
  expect.soft(await axe(page), name).toEqual([]);
}

interface Made {
  id: string;
}

test('a room invites contacts and a whole group; the PIN of a terminal stays in the server', async ({
  admin,
  visitor,
}) => {
  await admin.user('boris', 'Boris Orlov', secret);
  const sales = await admin.call<Made>('POST', '/contact-groups', { name: 'Sales' });
  const groups = [sales.id];
  await admin.call('POST', '/contacts', { name: 'Boris at work', login: 'boris', groups });
  await admin.call('POST', '/contacts', { name: 'Boardroom', dial: '#sip:@192.0.2.7;4711', groups });
  await admin.call('POST', '/contacts', { name: 'Council', dial: '\\c\\123456', groups });
  await admin.call('POST', '/contacts', { name: 'By mail', email: 'guest@example.org', groups });
  const { cid } = await admin.room({ name: 'Meeting of all', access: 'internal' });
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto(`/cabinet/rooms/${cid}/edit`);
  await page.getByRole('tab', { name: 'Participants' }).click();
  const field = page.getByLabel('Add people, contacts').first();

  await field.fill('board');
  await expect(page.getByRole('option', { name: /Boardroom/ })).toHaveAttribute('data-combobox-selected');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '1 invited' })).toBeVisible();
  await expect(page.getByText('#sip:@192.0.2.7;…')).toBeVisible();
  await field.fill('board');
  await expect(page.getByRole('option', { name: /Boardroom\s*Already on the list/ })).toBeDisabled();
  await field.fill('');
  await expect(page.getByRole('option', { name: /Everybody of “Sales”/ })).toBeVisible();
  await look(page, 'add');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'add-phone');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('option', { name: /Everybody of “Sales”/ }).click();
  await expect(
    page.getByText('1 contact of “Sales” was added. 1 was on the list already. 2 cannot'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('was saved').first()).toBeVisible();

  const stored = await admin.call<{ invited: { dial?: string; login?: string; kept?: number }[] }>(
    'GET',
    `/conferences/${cid}`,
  );
  expect(stored.invited.map(({ dial, login }) => login ?? dial)).toEqual(['#sip:@192.0.2.7;…', 'boris']);
  // It is known to be there after it was saved, too.
  await page.goto(`/cabinet/rooms/${cid}/edit`);
  await page.getByRole('tab', { name: 'Participants' }).click();
  await page.getByLabel('Add people, contacts').first().fill('board');
  await expect(page.getByRole('option', { name: /Boardroom\s*Already on the list/ })).toBeDisabled();
});

test('a moderator calls contacts and those of a group into the conference', async ({ admin, visitor }) => {
  await admin.user('greta', 'Greta Berg', secret);
  const api = await Api.login(admin.server, 'greta', secret);
  const desk = await admin.call<Made>('POST', '/admin/contact-groups', { name: 'Front desk' });
  await admin.call('POST', '/admin/contacts', { name: 'Reception', login: 'greta', groups: [desk.id] });
  await admin.call('POST', '/admin/contacts', { name: 'Warehouse', dial: '#sip:@192.0.2.9;31' });
  const { cid } = await admin.room({ name: 'Together' });
  const host = await visitor(personas.red, { token: admin.token });
  const greta = await visitor(personas.green, { token: api.token });
  await greta.page.goto('/cabinet/contacts');
  await expect(greta.page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.join(cid);
  const people = await host.panel('People');
  await people
    .getByRole('button', { name: /Invite/ })
    .first()
    .click();
  const dialog = host.dialog();
  await dialog.getByRole('searchbox').fill('wareh');
  await expect(dialog.getByText('#sip:@192.0.2.9;…')).toBeVisible();
  await dialog.getByRole('searchbox').fill('');
  await dialog.getByRole('button', { name: 'Front desk' }).click();
  await expect(dialog.getByText('Warehouse')).toHaveCount(0);
  await look(host.page, 'call');
  await host.page.setViewportSize({ width: 360, height: 740 });
  await look(host.page, 'call-phone');
  await host.page.setViewportSize({ width: 1280, height: 800 });
  await dialog.getByRole('button', { name: 'Call Reception' }).click();
  const ring = greta.page.getByRole('region', { name: 'Incoming invitations' });
  await ring.getByRole('button', { name: 'Join' }).click();
  await greta.inside();
  await expect(host.tile('Greta Berg')).toBeVisible();
});
