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

test('administrators keep the book of the organisation; others read it', async ({ admin, visitor }) => {
  await admin.user('vera', 'Vera Ivanova', secret);
  const api = await Api.login(admin.server, 'vera', secret);
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/contacts');
  await expect(page.getByRole('link', { name: 'Address book', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await page.getByRole('button', { name: 'Groups' }).click();
  await page.getByLabel('New group').fill('Branches');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByLabel('Name of the group Branches')).toBeVisible();
  await look(page, 'server-groups');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New contact' }).click();
  const drawer = page.getByRole('dialog', { name: 'New contact' });
  await drawer.getByLabel('Name').fill('Security desk');
  await drawer.getByLabel('User ID or dial string').fill('#sip:@192.0.2.8;99');
  await drawer.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('article', { name: 'Security desk' });
  await expect(card.getByText('#sip:@192.0.2.8;…')).toBeVisible();
  await expect(page.getByText('Vera Ivanova')).toHaveCount(0); // who is in no book is not listed
  await card.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByLabel('Note').fill('At the gate');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(card.getByText('At the gate')).toBeVisible();
  await look(page, 'server');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'server-card-phone');
  await page.goto('/admin/contacts');
  await expect(page.getByRole('link', { name: /Security desk/ })).toBeVisible();
  await look(page, 'server-phone');

  const vera = await visitor(personas.green, { token: api.token });
  await vera.page.goto('/admin/contacts');
  await expect(vera.page.getByText('This could not be shown')).toBeVisible();
  await vera.page.goto('/cabinet/contacts');
  await expect(vera.page.getByRole('link', { name: /Security desk/ })).toBeVisible();
});

test('contacts come from a file and go into one; what is there is skipped or updated, and all is taken back', async ({
  admin,
  visitor,
}) => {
  await admin.user('dora', 'Dora Klein', secret);
  const api = await Api.login(admin.server, 'dora', secret);
  await api.call('POST', '/contacts', { name: 'Dora as she was', login: 'dora' });
  await api.call('POST', '/contacts', { name: 'Boardroom', dial: '#sip:@192.0.2.7;4711' });
  const { page, context } = await visitor(personas.blue, { token: api.token });
  await page.goto('/cabinet/contacts');
  await page.getByRole('button', { name: 'Import and export' }).click();
  await look(page, 'files-menu');
  await page.getByRole('menuitem', { name: 'Import from a file…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import contacts' });
  await dialog.getByRole('button', { name: 'Check' }).isDisabled();
  await look(page, 'import-choose');
  const table = [
    'name;login;dial;phone;email;groups',
    'Anna;;;+7 (495) 123-45-67;;Friends|Family',
    'Dora Klein;dora;;;;Family',
    'Wrong;;#sip:a@;;;',
    'Nobody;nobody-at-all;;;;',
    'Boardroom;;"#sip:@192.0.2.7;4711";;;',
  ].join('\n');
  await dialog
    .locator('input[type=file]')
    .or(page.locator('input[type=file]'))
    .first()
    .setInputFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
  await expect(dialog.getByText('The host after the @ is missing.')).toBeVisible();
  await expect(dialog.getByRole('row', { name: /^4 Wrong/ })).toBeVisible();
  await look(page, 'import-preview');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'import-preview-phone');
  await page.setViewportSize({ width: 1280, height: 800 });
  await dialog.getByText('Take name, note and groups from the file').click();
  await expect(dialog.getByRole('row', { name: /^3 Dora Klein.*is changed/ })).toBeVisible();
  await dialog.getByRole('button', { name: /^Import \d/ }).click();
  await expect(dialog.getByText(/1 contact was added\. 1 was changed\. 1 stays/)).toBeVisible();
  await look(page, 'import-report');
  const names = async () =>
    (await api.call<{ items: { name: string }[] }>('GET', '/contacts?source=own')).items.map((c) => c.name);
  expect(await names()).toEqual(['Anna', 'Boardroom', 'Dora Klein']);

  // Exported, and the secret is not in it; the same file again changes nothing.
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toBeHidden();
  const saved: Record<string, string> = {};
  for (const item of ['Export as a table (CSV)', 'Export as vCard 4.0', 'Export as vCard 3.0']) {
    await page.getByRole('button', { name: 'Import and export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    saved[item] = Buffer.concat(chunks).toString();
    expect(saved[item]).toContain('#tel:+74951234567');
    expect(saved[item]).not.toContain('4711');
  }
  for (const text of Object.values(saved)) {
    await page.getByRole('button', { name: 'Import and export' }).click();
    await page.getByRole('menuitem', { name: 'Import from a file…' }).click();
    await dialog.getByLabel('Or paste it').fill(text);
    await dialog.getByRole('button', { name: 'Check' }).click();
    await expect(dialog.getByText(/0 contacts are new\./)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }

  // Taken back.
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: 'Import from a file…' }).click();
  await dialog
    .getByLabel('Or paste it')
    .fill('BEGIN:VCARD\nVERSION:4.0\nFN:Zoe\nTEL:501\nEMAIL:zoe@example.org\nCATEGORIES:New\nEND:VCARD');
  await dialog.getByRole('button', { name: 'Check' }).click();
  await dialog.getByRole('button', { name: 'Import 2 contacts' }).click();
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await expect(dialog.getByText('The import was undone.')).toBeVisible();
  expect(await names()).not.toContain('Zoe');
  expect(context.pages()).toHaveLength(1);
});

test('every menu of the cabinet is open to axe and to the keyboard', async ({ admin, visitor }) => {
  test.setTimeout(240_000);
  const room = await admin.room({ name: 'Menus' });
  const planned = await admin.room({
    name: 'Weekly',
    schedule: {
      series: [
        { start: '2030-05-07T10:00', zone: 'Europe/Moscow', minutes: 60, rule: 'FREQ=WEEKLY;COUNT=5' },
      ],
    },
  });
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const places = [
    '/cabinet',
    '/cabinet/contacts',
    `/cabinet/conferences/${planned.id}`,
    `/cabinet/rooms/${room.id}`,
    `/cabinet/rooms/${room.id}/edit`,
  ];
  let opened = 0;
  for (const place of places) {
    await page.goto(place);
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
    if (place.endsWith('/edit')) await page.getByRole('tab', { name: 'Layout' }).click();
    const menus = page.locator('button[aria-haspopup="menu"]:visible');
    const from = place === '/cabinet' ? 0 : 3; // the menus of the frame are everywhere the same
    for (let n = from; n < (await menus.count()); n++) {
      const button = menus.nth(n);
      await button.focus();
      await page.keyboard.press('Enter');
      const menu = page.getByRole('menu');
      await expect(menu).toBeVisible();
      expect.soft(await axe(page), `${place}: ${await button.innerText()}`).toEqual([]);
      await page.keyboard.press('ArrowDown');
      await expect(menu.locator(':focus')).toHaveCount(1);
      await page.keyboard.press('Escape');
      await expect(menu).toBeHidden();
      opened++;
    }
  }
  expect(opened).toBeGreaterThan(5);
});
