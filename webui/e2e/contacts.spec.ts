import { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';
import type { Visitor } from './visitor';

const secret = 'a-long-enough-secret-42';

test.describe('contacts, calls and history', () => {
  test('a call: who is there, accept, talk, hang up; decline; missed; rights', async ({ admin, visitor }) => {
    test.setTimeout(240_000);
    await admin.user('anna', 'Anna Petrova', secret);
    await admin.user('boris', 'Boris Orlov', secret);
    const [annaApi, borisApi] = [
      await Api.login(admin.server, 'anna', secret),
      await Api.login(admin.server, 'boris', secret),
    ];
    const anna = await visitor(personas.red, { token: annaApi.token });
    const boris = await visitor(personas.blue, { token: borisApi.token });

    await anna.page.goto('/cabinet/contacts/person:boris');
    const card = anna.page.getByRole('article', { name: 'Boris Orlov' });
    await expect(card.getByText('Offline')).toBeVisible();
    await boris.page.goto('/cabinet/history');
    await expect(card.getByText('Online')).toBeVisible();
    await look(anna, 'contacts');

    // Declined.
    await card.getByRole('button', { name: 'Call', exact: true }).click();
    await expect(anna.page.getByText('Calling… it rings.')).toBeVisible();
    await look(anna, 'calling');
    const ring = boris.page.getByRole('region', { name: 'Incoming invitations' });
    await expect(ring.getByText('Anna Petrova')).toBeVisible();
    await ring.getByRole('button', { name: 'Decline' }).click();
    await expect(anna.page.getByText('Has declined the call.')).toBeVisible();

    // Again, and accepted: both see each other.
    await anna.page.getByRole('button', { name: 'Call again' }).click();
    await ring.getByRole('button', { name: 'Answer' }).click();
    await boris.inside();
    await expect(anna.tile('Boris Orlov')).toBeVisible();
    await expect(boris.tile('Anna Petrova')).toBeVisible();
    await boris.tool('Leave').click();
    const leave = boris.dialog().getByRole('button', { name: 'Leave', exact: true });
    const over = boris.page.getByRole('heading', { name: 'The call is over' });
    await expect(leave.or(over).first()).toBeVisible();
    if (await leave.isVisible()) await leave.click();
    await expect(over).toBeVisible();
    await expect(anna.page.getByRole('heading', { name: 'The call is over' })).toBeVisible();

    // Given up: missed.
    await boris.page.goto('/cabinet/history');
    await anna.page.goto('/cabinet/contacts');
    await anna.page.getByRole('searchbox').fill('orlov');
    await anna.page.getByRole('button', { name: 'Call Boris Orlov' }).click();
    await expect(ring.getByText('Anna Petrova')).toBeVisible();
    await anna.page.getByRole('button', { name: 'Cancel the call' }).click();
    await expect(boris.page.getByText('You have missed a call from Anna Petrova')).toBeVisible();
    const missed = boris.page.getByRole('link', { name: /Anna Petrova.*Missed call/ });
    await expect(missed.first()).toBeVisible();
    await expect(boris.page.getByText('3 entries')).toBeVisible();
    await missed.first().click();
    await expect(boris.page.getByRole('button', { name: 'Call back' })).toBeVisible();
    await look(boris, 'history');
    for (const v of [anna, boris]) await v.page.setViewportSize({ width: 360, height: 740 });
    await anna.page.goto('/cabinet/contacts');
    await expect(anna.page.getByRole('heading', { level: 1 })).toBeVisible();
    await look(anna, 'contacts-phone');
    await boris.page.goto('/cabinet/history');
    await expect(missed.first()).toBeVisible();
    await look(boris, 'history-phone');
  });

  test('the book: add, find, edit, delete with undo; E1 and E2 off', async ({ admin, visitor }) => {
    test.setTimeout(180_000);
    await admin.user('vera', 'Vera Ivanova', secret);
    const api = await Api.login(admin.server, 'vera', secret);
    const { page } = await visitor(personas.green, { token: api.token });
    await page.goto('/cabinet/contacts');
    await page.getByRole('button', { name: 'New contact' }).click();
    const drawer = page.getByRole('dialog', { name: 'New contact' });
    await drawer.getByLabel('Name').fill('Boardroom');
    await drawer.getByLabel('User ID or dial string').fill('#sip:@');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await expect(drawer.getByLabel('User ID or dial string')).toHaveAttribute('aria-invalid', 'true');
    await drawer.getByLabel('User ID or dial string').fill('#sip:@192.0.2.7;4711');
    await drawer.getByRole('button', { name: 'Save' }).click();
    const card = page.getByRole('article', { name: 'Boardroom' });
    await expect(card.getByText('#sip:@192.0.2.7;…')).toBeVisible();
    await card.getByRole('button', { name: 'Delete' }).click();
    await expect(card).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('link', { name: /Boardroom/ })).toBeVisible();

    await admin.call('PATCH', '/users/vera', { rights: [] });
    await page.reload();
    await expect(page.getByRole('link', { name: /Boardroom/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'New contact' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^Call / })).toHaveCount(0);
  });
});

/** Keeps a picture, and lets axe look. */
async function look({ page }: Visitor, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `e2e/shots/calls-${name}-${scheme}.png` });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, `${name} is too wide`).toBeLessThanOrEqual(0);
  expect.soft(await axe(page), name).toEqual([]);
}
