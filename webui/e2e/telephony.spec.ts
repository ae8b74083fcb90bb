import type { Page } from '@playwright/test';
import { Api } from './api';
import { expect, test } from './fixtures';
import { personas } from './persona';

// What administrators set and see of calls, and people's own phones, against the
// real server; nobody calls.

test('a trunk is added, tested, changed and removed', async ({ visitor, admin }) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/telephony?tab=trunks');
  await expect(page.getByText('There are no trunks')).toBeVisible();
  await page.getByRole('button', { name: 'Add a trunk' }).click();
  const form = page.getByRole('dialog', { name: 'Add a trunk' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Give the trunk a name.')).toBeVisible();
  await form.getByLabel('Name', { exact: false }).first().fill('Office exchange');
  await form.getByLabel('Server', { exact: false }).first().fill('no host!');
  await form.getByLabel('User name').fill('veche');
  await form.getByLabel('Password', { exact: true }).fill('secret of the exchange');
  await form.getByRole('button', { name: 'Add a pattern' }).click();
  await form.getByLabel('Pattern', { exact: true }).fill('8a');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Digits, +, *, #, x, [2-4], and a dot at the end.')).toBeVisible();
  await form.getByLabel('Pattern', { exact: true }).fill('8.');
  await form.getByLabel('Put in front').fill('+7');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('This is no host name and no IP address.')).toBeVisible();
  await form.getByLabel('Server', { exact: false }).first().fill('127.0.0.1:9');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
  const row = page.getByRole('listitem').filter({ hasText: 'Office exchange' });
  await expect(row).toContainText('127.0.0.1:9, UDP');
  await expect(row).toContainText('default');

  const { items } = await admin.call<{ items: Record<string, unknown>[] }>('GET', '/admin/sip/trunks');
  expect(items[0]).toMatchObject({ host: '127.0.0.1', port: 9, hasPassword: true });
  expect(JSON.stringify(items)).not.toContain('secret of the exchange');

  // Whoever points it elsewhere types the password again.
  await row.getByRole('button', { name: 'Change Office exchange' }).click();
  const change = page.getByRole('dialog', { name: 'Office exchange' });
  await change.getByLabel('Server', { exact: false }).first().fill('127.0.0.2');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change.getByText('For another address, type the password again.')).toBeVisible();
  await change.getByLabel('Password', { exact: true }).fill('another');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('127.0.0.2');

  await row.getByRole('button', { name: 'Remove Office exchange' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('There are no trunks')).toBeVisible();
});

test('a phone is added, its password is shown once, and it is revoked', async ({
  visitor,
  admin,
  server,
}) => {
  await admin.user('vera', 'Vera Sokolova', 'vera-has-a-word');
  const vera = await Api.login(server, 'vera', 'vera-has-a-word');
  const { page } = await visitor(personas.green, { token: vera.token });
  await page.goto('/cabinet/profile?tab=devices');
  await expect(page.getByText('There are no phones and terminals')).toBeVisible();
  await page.getByRole('button', { name: 'New phone or terminal' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make the password' }).click();
  await expect(dialog.getByText('Give it a name.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Desk phone');
  await dialog.getByRole('button', { name: 'Make the password' }).click();
  const secret = await dialog.getByRole('status', { name: 'Password' }).textContent();
  expect(secret).toMatch(/^[a-z2-9]{20}$/);
  await expect(dialog.getByRole('button', { name: 'Copy the password' })).toBeVisible();
  await dialog.getByRole('button', { name: 'I have typed it in' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('listitem').filter({ hasText: 'Desk phone' })).toContainText('not registered');
  expect(await page.content()).not.toContain(secret);

  const desk = await visitor(personas.red, { token: admin.token });
  await desk.page.goto('/admin/telephony?tab=devices');
  const row = desk.page.getByRole('listitem').filter({ hasText: 'Desk phone' });
  await expect(row).toContainText('vera');
  await desk.page.getByRole('button', { name: 'New phone or terminal' }).click();
  const forSomebody = desk.page.getByRole('dialog');
  await forSomebody.getByLabel('Whose').fill('nobody-at-all');
  await forSomebody.getByLabel('Name', { exact: true }).fill('Room 12');
  await forSomebody.getByRole('button', { name: 'Make the password' }).click();
  await expect(forSomebody.getByText('There is nobody with this user ID.')).toBeVisible();
  await desk.page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Revoke: Desk phone' }).click();
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(desk.page.getByText('There are no phones and terminals')).toBeVisible();
});

test('encryption and networks are set', async ({ visitor, admin }) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/telephony?tab=settings');
  await page.getByRole('radio', { name: 'Always' }).click();
  await page.getByLabel('Trusted networks').fill('192.0.2.7/24\n2001:db8::1');
  await page.getByLabel('Blocked networks').fill('example.org');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('One network or address a line, as in 192.0.2.0/24.')).toBeVisible();
  await page.getByLabel('Blocked networks').fill('198.51.100.1');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Trusted networks')).toHaveValue('192.0.2.0/24\n2001:db8::1/128');
  const { telephony } = await admin.call<{ telephony: unknown }>('GET', '/settings');
  expect(telephony).toEqual({
    encryption: 'required',
    trusted: ['192.0.2.0/24', '2001:db8::1/128'],
    blocked: ['198.51.100.1/32'],
  });
});

const at = '2026-03-01T12:00:00Z';

/** A gateway where much has happened, in the place of the one that runs. */
async function busy(page: Page): Promise<string[]> {
  const released: string[] = [];
  const answer = (body: unknown) => ({ json: body });
  await page.route('**/api/v1/admin/sip', (route) =>
    route.fulfill(
      answer({
        addresses: [{ transport: 'udp', address: '[::]:5060' }],
        reached: [{ transport: 'udp', host: 'video.company.com', port: 5060 }],
        trunks: [],
        devices: [],
        calls: 2,
        limited: released.length
          ? []
          : [
              {
                source: '2001:db8::/64',
                rule: 'unknown',
                misses: 31,
                dropped: 1200,
                since: at,
                last: at,
                now: true,
              },
            ],
      }),
    ),
  );
  await page.route('**/api/v1/admin/sip/limited/*', (route) => {
    released.push(route.request().url());
    return route.fulfill({ status: 204 });
  });
  await page.route('**/api/v1/admin/sip/calls', (route) =>
    route.fulfill(
      answer({
        total: 1,
        items: [
          {
            id: 'a@b',
            began: at,
            direction: 'out',
            from: 'sip:veche@video.company.com',
            to: 'sip:bob@192.0.2.9',
            ended: at,
            cause: {
              kind: 'busy',
              text: 'The line was busy.',
              status: 486,
              reason: 'Busy Here',
              local: false,
            },
            traced: true,
            duration: 0,
          },
        ],
      }),
    ),
  );
  await page.route('**/api/v1/admin/sip/calls/a%40b/trace', (route) =>
    route.fulfill(
      answer({
        cut: false,
        messages: [
          {
            at,
            sent: true,
            peer: '192.0.2.9:5060',
            transport: 'UDP',
            text: 'INVITE sip:bob@192.0.2.9 SIP/2.0',
          },
        ],
      }),
    ),
  );
  await page.route('**/api/v1/admin/sip/test-call', (route) =>
    route.fulfill(
      answer({
        reached: 'ringing',
        took: 2.5,
        cause: { kind: 'noanswer', text: '', status: 480, local: false },
      }),
    ),
  );
  return released;
}

test('limited sources are released, calls tell why they failed, a test call how far it came', async ({
  visitor,
  admin,
}) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  const released = await busy(page);
  await page.goto('/admin/telephony');
  await expect(page.getByText('001234567890@video.company.com')).toBeVisible();
  const source = page.getByRole('listitem').filter({ hasText: '2001:db8::/64' });
  await expect(source).toContainText('Called numbers that do not exist');
  await source.getByRole('button', { name: 'Release 2001:db8::/64' }).click();
  await expect(page.getByText('Nobody is limited.')).toBeVisible();
  expect(released).toHaveLength(1);
  expect(released[0]).toContain('2001%3Adb8%3A%3A%2F64');

  await page.getByRole('tab', { name: 'Recent calls' }).click();
  await expect(page.getByText('The line was busy. (486 Busy Here)')).toBeVisible();
  await page.getByRole('button', { name: /Messages of the call/ }).click();
  await expect(page.getByRole('dialog').getByText('INVITE sip:bob@192.0.2.9')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  await page.getByRole('tab', { name: 'Trunks' }).click();
  await page.getByRole('button', { name: 'Test call' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Whom to call').fill('#sip:bob@192.0.2.9');
  await dialog.getByRole('button', { name: 'Call' }).click();
  await expect(dialog.getByText('It rang, and nobody answered. (480)')).toBeVisible();
  await expect(dialog.getByRole('img', { name: 'Reached', exact: true })).toHaveCount(3);
});
