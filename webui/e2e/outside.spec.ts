import { expect, test } from './fixtures';
import { personas } from './persona';

const { red } = personas;

// Calls to the outside as a moderator sees them. What answers them is tested with
// real peers; here nobody does.

test('the invite box says what is wrong with a dial string, and what cannot be called (P6)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({ name: 'Council' });
  const host = await visitor(red, { token: admin.token });
  await host.join(cid);
  await host.more('Invite people');
  const box = host.dialog().getByRole('searchbox');
  await box.fill('#sip:bob@');
  await expect(host.dialog().getByText('The host after the @ is missing.')).toBeVisible();
  await box.fill('#sip:bob@fe80::1');
  await expect(host.dialog().locator('mark')).toHaveText('fe80::1');
  await box.fill('#h323:hdx8000@192.0.2.7,1234');
  await expect(host.dialog().getByText('This server cannot call this address.')).toBeVisible();
  await box.fill('nobody at all');
  await expect(host.dialog().getByText('Nobody found.')).toBeVisible();
});

test('a device that could not be called at the start stands in the list and goes from it (G7)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({
    name: 'Council',
    invited: [{ dial: '#h323:@192.0.2.7,864209', name: 'Room 7' }],
  });
  const host = await visitor(red, { token: admin.token });
  await host.join(cid);
  await host.panel('People');
  const row = host.page.locator('.person', { hasText: 'Room 7' });
  await expect(row).toContainText('not available on this server');
  await expect(row).toContainText('#h323:@192.0.2.7,…');
  await row.getByRole('button', { name: 'Call Room 7 again' }).click();
  await expect(host.notice('This server cannot call this address.')).toBeVisible();
  await row.getByRole('button', { name: 'Take Room 7 off the list' }).click();
  await expect(row).toBeHidden();
});

test('a device is put on the list of a room by its dial string (G7)', async ({ admin, visitor }) => {
  const { cid } = await admin.room({ name: 'Council' });
  const { page } = await visitor(red, { token: admin.token });
  await page.goto(`/cabinet/rooms/${cid}/edit`);
  await page.getByRole('tab', { name: 'Participants' }).click();
  const field = page.getByLabel('Add people, contacts').first();
  await field.fill('#sip:room@');
  await expect(page.getByText('The host after the @ is missing.')).toBeVisible();
  await field.fill('#SIP:room@192.0.2.7');
  await page.getByRole('option', { name: 'Call #sip:room@192.0.2.7 at the start' }).click();
  await expect(page.getByText('Devices are called when the meeting starts')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('was saved')).toBeVisible();
});
