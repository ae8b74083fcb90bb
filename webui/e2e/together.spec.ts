import { readFile } from 'node:fs/promises';
import { Api } from './api';
import { expect, test } from './fixtures';
import { personas } from './persona';

const { red, green, blue } = personas;
const secret = 'a-long-enough-secret-42';

test.describe('chat', () => {
  test('to all, to one, and what was said before one came', async ({ admin, visitor }) => {
    const { cid } = await admin.room();
    const [roman, galina, boris] = [await visitor(red), await visitor(green), await visitor(blue)];
    await roman.join(cid);
    await galina.join(cid);
    const write = async (who: typeof roman, text: string, to?: string) => {
      const chat = await who.panel('Chat');
      if (to !== undefined) await chat.getByLabel('To', { exact: true }).selectOption({ label: to });
      await chat.getByRole('textbox', { name: 'Write a message' }).fill(text);
      await chat.getByRole('button', { name: 'Send' }).click();
      await expect(chat.locator('.message-text', { hasText: text })).toBeVisible();
    };
    await write(roman, 'The plan: https://example.org/plan?a=1&b=2.');
    await expect(galina.notice('Message from Roman')).toBeVisible();
    const link = (await galina.panel('Chat')).getByRole('link');
    await expect(link).toHaveAttribute('href', 'https://example.org/plan?a=1&b=2');
    await expect(link).toHaveAttribute('rel', /noopener/);

    await boris.join(cid);
    const late = await boris.panel('Chat');
    await expect(late.locator('.message')).toHaveCount(1);
    await write(roman, '<b>only for you</b>', 'Galina');
    await expect((await galina.panel('Chat')).getByText('<b>only for you</b>')).toBeVisible();
    await expect((await galina.panel('Chat')).getByText('only to you')).toBeVisible();
    await write(roman, 'for everybody again', 'Everybody');
    await expect(late.getByText('for everybody again')).toBeVisible();
    await expect(late.locator('.message')).toHaveCount(2);
  });

  test('files go up and come down as they were; the rights hold (E7, E8)', async ({ admin, visitor }) => {
    const { cid } = await admin.room({ guests: { receiveFiles: false, sendFiles: false } });
    await admin.user('dmitri', 'Dmitri', secret);
    const host = await visitor(red, { token: admin.token });
    const api = await Api.login(admin.server, 'dmitri', secret);
    const dmitri = await visitor(blue, { token: api.token });
    const guest = await visitor(green);
    await host.join(cid);
    await dmitri.join(cid);
    await guest.join(cid);

    const chat = await host.panel('Chat');
    const body = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 31) % 251));
    await chat
      .locator('input[type=file]')
      .setInputFiles({ name: 'Смета 2026.bin', mimeType: 'application/octet-stream', buffer: body });
    await expect(chat.locator('.message-file', { hasText: 'Смета 2026.bin' })).toBeVisible();

    const received = await dmitri.panel('Chat');
    const [download] = await Promise.all([
      dmitri.page.waitForEvent('download'),
      received.getByRole('button', { name: 'Download Смета 2026.bin' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Смета 2026.bin');
    expect(Buffer.compare(await readFile(await download.path()), body)).toBe(0);

    const refused = await guest.panel('Chat');
    await expect(refused.getByText('You may not receive files')).toBeVisible();
    await expect(refused.getByRole('button', { name: 'Attach a file' })).toHaveCount(0);
    await expect(refused.getByRole('button', { name: /^Download/ })).toHaveCount(0);
  });
});

test('hand, reaction, pin, spotlight and the list of people', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await boris.join(cid);
  await boris.tool('Raise hand').click();
  await host.notice('Boris raises the hand').getByRole('button', { name: 'Look' }).click();
  const people = await host.panel('People');
  await expect(people.getByRole('heading', { name: '3 people' })).toBeVisible();
  await expect(host.tile(boris).getByLabel('Hand raised')).toBeVisible();
  const names = () => people.locator('ul.people .person-name').allInnerTexts();
  // Hands stand on top.
  await expect.poll(async () => (await names())[0]).toBe('Boris');
  await boris.tool('Lower hand').click();
  await expect(host.tile(boris).getByLabel('Hand raised')).toBeHidden();

  await galina.tool('React').click();
  await galina.page.getByRole('menuitem', { name: 'Applause' }).click();
  await expect(host.tile(galina).locator('.mark-reaction')).toBeVisible();
  await expect(host.tile(galina).locator('.mark-reaction')).toBeHidden();

  const area = async (who: typeof host, of: typeof host) => {
    const box = await who.tile(of).boundingBox();
    return box ? box.width * box.height : 0;
  };
  await galina.act(boris, 'Keep large for me');
  await expect.poll(async () => (await area(galina, boris)) > 2 * (await area(galina, galina))).toBe(true);
  await expect(galina.tile(boris).getByLabel('Pinned for you')).toBeVisible();
  // Only for her.
  expect(await area(host, boris)).toBeLessThan(2 * (await area(host, galina)));
  await galina.act(boris, 'No longer keep large');

  await host.act(galina, 'Spotlight for all');
  await expect(boris.tile(galina).getByLabel('In the spotlight for all')).toBeVisible();
  await expect.poll(async () => (await area(boris, galina)) > 2 * (await area(boris, boris))).toBe(true);
  await host.act(galina, 'End the spotlight');
  await expect.poll(async () => (await area(boris, galina)) < 2 * (await area(boris, boris))).toBe(true);
});

test('renaming, making a moderator, removing, and the end for all', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await boris.join(cid);

  await host.act(galina, 'Rename');
  const field = host.page.getByRole('textbox', { name: 'New name' });
  await field.fill('Galina Petrovna');
  await field.press('Enter');
  await expect.poll(() => boris.windows()).toContain('Galina Petrovna');

  // A guest has no moderator's menu until he is made one.
  await boris.tool('More').click();
  await expect(boris.page.getByRole('menuitem', { name: 'Close the entry' })).toHaveCount(0);
  await boris.page.keyboard.press('Escape');
  await host.act(boris, 'Make moderator');
  await expect(await host.row(boris)).toContainText('moderator');
  await boris.act('Galina Petrovna', 'Remove from the meeting');
  await expect(galina.page.getByRole('heading', { name: 'You were removed' })).toBeVisible();
  await expect(galina.page.getByRole('button', { name: 'Come back' })).toHaveCount(0);
  await expect.poll(() => host.windows()).toEqual(['Administrator', 'Boris']);
  // The host is out of reach for a moderator (E10).
  await (await boris.row('Administrator')).getByRole('button', { name: /^Actions for/ }).click();
  await expect(boris.page.getByRole('menuitem', { name: 'Remove from the meeting' })).toHaveCount(0);
  await boris.page.keyboard.press('Escape');

  await boris.tool('Leave').click();
  await boris.dialog().getByRole('button', { name: 'End for all' }).click();
  for (const one of [boris, host]) {
    await expect(one.page.getByRole('heading', { name: 'The meeting is over' })).toBeVisible();
  }
});

test('a call rings on another page; accepting leads in, in spite of the lock (J2)', async ({
  admin,
  visitor,
}) => {
  await admin.user('anna', 'Anna', secret);
  const { token } = await Api.login(admin.server, 'anna', secret);
  const { cid } = await admin.room({ access: 'internal', name: 'Council' });
  const host = await visitor(red, { token: admin.token });
  const anna = await visitor({ ...green, name: 'Anna' }, { token });
  await anna.page.goto('/');
  await host.join(cid);
  await host.more('Close the entry');
  const ring = anna.page.getByRole('alertdialog');
  const call = async () => {
    await host.more('Invite people');
    await host.dialog().getByRole('searchbox', { name: 'Name, user ID, number or address' }).fill('anna');
    await expect(host.dialog().getByText('has a page open')).toBeVisible();
    await host.dialog().getByRole('button', { name: 'Call Anna' }).click();
    await expect(ring).toContainText('calls you into “Council”');
    await host.dialog().getByRole('button', { name: 'Close' }).click();
  };
  await call();
  await ring.getByRole('button', { name: 'Decline' }).click();
  await expect(ring).toBeHidden();
  await expect(host.notice('Anna has declined')).toBeVisible();

  await host.more('Invite people');
  await host.dialog().getByRole('button', { name: 'Call Anna' }).click();
  await expect(ring).toBeVisible();
  await ring.getByRole('button', { name: 'Accept' }).click();
  await anna.inside();
  await expect(host.dialog().locator('.person', { hasText: 'Anna' })).toContainText('is here');
});

test('PIN and ID change while it runs: the old link is dead, those inside stay (K1–K4)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room();
  const fresh = `veche-${Date.now() % 1_000_000}`;
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await host.more('PIN and ID');
  const dialog = host.dialog();
  await dialog.getByLabel('PIN', { exact: true }).fill('424242');
  await dialog.getByRole('button', { name: 'Set the PIN' }).click();
  await expect(dialog.getByRole('button', { name: 'Remove the PIN' })).toBeVisible();
  await dialog.getByLabel('Conference ID', { exact: true }).fill(fresh);
  await dialog.getByRole('button', { name: 'Change the ID' }).click();
  await expect(galina.page).toHaveURL(new RegExp(`/c/${fresh}$`));
  await expect.poll(() => galina.sees('Administrator')).toBe('red');

  // The old one behaves as one that never was.
  await boris.page.goto(`/c/${cid}`);
  await boris.page.getByLabel('PIN', { exact: true }).fill('424242');
  await boris.page.getByRole('button', { name: 'Continue' }).click();
  await expect(boris.page.getByText('This PIN is not right.')).toBeVisible();
  await boris.page.goto(`/c/${fresh}`);
  await boris.page.getByLabel('PIN', { exact: true }).fill('424242');
  await boris.page.getByRole('button', { name: 'Continue' }).click();
  await boris.press();
  await boris.inside();
  // A reload after the change comes back by the new ID, without the PIN.
  await galina.page.reload();
  await galina.inside();
});

test('the keys of the call, and none of them while one types', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const roman = await visitor(red);
  const galina = await visitor(green);
  await roman.join(cid);
  await galina.join(cid);
  const { page } = roman;
  await expect.poll(() => galina.hears()).toEqual([440]);
  await page.keyboard.press('m');
  await expect(roman.tool('Switch microphone on')).toBeVisible();
  await expect.poll(() => galina.hears()).toEqual([]);
  await page.keyboard.down(' ');
  await expect.poll(() => galina.hears()).toEqual([440]);
  await page.keyboard.up(' ');
  await expect.poll(() => galina.hears()).toEqual([]);
  await page.keyboard.press('v');
  await expect(roman.tool('Switch camera on')).toBeVisible();
  await page.keyboard.press('h');
  await expect(galina.tile(roman).getByLabel('Hand raised')).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByRole('complementary', { name: 'People' })).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByRole('complementary', { name: 'Chat' })).toBeVisible();

  await page.getByRole('textbox', { name: 'Write a message' }).fill('');
  await page.keyboard.type('mvhp?');
  await expect(page.getByRole('textbox', { name: 'Write a message' })).toHaveValue('mvhp?');
  await expect(roman.tool('Switch microphone on')).toBeVisible();
  await expect(roman.tool('Lower hand')).toBeVisible();
  await page.locator('.call-stage').click();

  await page.keyboard.press('c');
  await page.keyboard.press('l');
  await expect(page.getByRole('dialog', { name: 'Layout' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('m'); // nothing behind a window
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(roman.tool('Switch microphone on')).toBeVisible();
  await page.keyboard.press('f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await page.keyboard.press('f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(false);
});
