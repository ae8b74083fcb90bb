import type { Locator, Page } from '@playwright/test';
import { Api } from './api';
import { expect, test } from './fixtures';
import { personas } from './persona';
import { password } from './server';

// The cabinet and the administrator's pages against the real server.

async function signIn(page: Page, login: string, secret: string): Promise<void> {
  await page.getByLabel('User ID').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Log in' }).click();
}

const fact = (page: Page, name: string) =>
  page.getByRole('article').locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]');

test('signing in leads to the page that was asked for, signing out ends the session', async ({ visitor }) => {
  const { page } = await visitor(personas.red);
  await page.goto('/admin/settings');
  await expect(page).toHaveURL(/\/login\?next=%2Fadmin%2Fsettings/);
  await signIn(page, 'admin', 'not the password');
  await expect(page.getByText('The user ID or the password is wrong.')).toBeVisible();
  await signIn(page, 'admin', password);
  await expect(page.getByRole('heading', { name: 'Server settings' })).toBeVisible();
  await page.getByRole('button', { name: /profile and log out/ }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto('/cabinet');
  await expect(page).toHaveURL(/\/login/);
});

test('next leads to nobody else', async ({ visitor, admin }) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/login?next=//example.org/');
  await expect(page).toHaveURL(/\/cabinet$/);
});

test('a room is created with a PIN, edited and deleted', async ({ visitor, admin, server }) => {
  await admin.user('boris', 'Boris Ivanov', 'boris-has-a-word');
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/cabinet');
  await page.getByRole('navigation').getByRole('link', { name: 'New room' }).click();
  await page.getByRole('button', { name: 'Continue' }).click(); // G2

  // Without a name the form does not go away, and says why (G3).
  await page.getByRole('button', { name: 'Create room' }).click();
  await expect(page.getByText('Give it a name.')).toBeVisible();
  await page.getByLabel('Name', { exact: false }).first().fill('Board meeting');
  await page.getByRole('radio', { name: 'Managed selector' }).click();
  await page.getByRole('textbox', { name: 'Speakers on the podium' }).fill('6');
  await expect(page.getByRole('complementary')).toContainText('Up to 6 people speak at a time');

  await page.getByRole('tab', { name: 'Participants' }).click();
  await page.getByRole('combobox').or(page.getByLabel('Add people, contacts')).first().fill('bor');
  await page.getByRole('option', { name: /Boris Ivanov/ }).click();
  await page.getByRole('checkbox', { name: 'Boris Ivanov is a moderator' }).check();

  await page.getByRole('tab', { name: 'Layout' }).click();
  await page.getByRole('radio', { name: 'Content, people right' }).click();

  await page.getByRole('tab', { name: 'Additional' }).click();
  await page.getByRole('switch', { name: 'Ask for a PIN' }).check();
  const pin = page.getByRole('textbox', { name: 'PIN' });
  await expect(pin).toHaveValue(/^\d{6}$/); // G11
  await pin.fill('756910');
  await page.getByLabel('Conference ID').fill('board-room');
  await page.getByRole('switch', { name: 'Waiting room' }).check();
  await expect(page.getByRole('radio', { name: 'Only guests' })).toHaveCount(0); // H7
  await page.getByRole('radio', { name: 'All participants' }).click();
  await page.getByRole('button', { name: 'Create room' }).click();

  // The card shows the fields of D9.
  await expect(page.getByRole('article', { name: 'Board meeting' })).toBeVisible();
  await expect(fact(page, 'Conference ID')).toContainText('board-room');
  await expect(fact(page, 'PIN')).toContainText('••••••');
  await page.getByRole('button', { name: 'Show the PIN' }).click();
  await expect(fact(page, 'PIN')).toContainText('756910');
  await expect(fact(page, 'Invited')).toContainText('1 person, 1 moderator among them');
  await expect(fact(page, 'Mode')).toContainText('Managed selector, up to 6 speakers');
  await expect(page.getByLabel('Link to the room').last()).toHaveValue(`${server.url}/c/board-room`);
  await page.getByRole('button', { name: 'Copy invitation' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('PIN: 756910');
  await page.getByRole('button', { name: 'QR code' }).click();
  await expect(page.getByRole('img', { name: /QR code of the link/ })).toBeVisible();

  // A taken ID is told at its field; leaving with changes asks first.
  await admin.room({ name: 'Other', cid: 'other-room' });
  await page.getByRole('article').getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Additional' }).click();
  await page.getByLabel('Conference ID').fill('other-room');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('This conference ID is taken. Choose another.')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByLabel('Conference ID').fill('board-room-2');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(fact(page, 'Conference ID')).toContainText('board-room-2');

  // Deleting asks once.
  await page.getByRole('button', { name: 'Delete the room' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the room' }).click();
  await expect(page).toHaveURL(/\/cabinet\/rooms$/);
  await expect(page.getByRole('link', { name: /Board meeting/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /Other/ })).toBeVisible();
});

test('a deletion is taken back with "Undo"; else it is carried out in time, or when the page is left', async ({
  visitor,
  admin,
}) => {
  await admin.room({ name: 'Staying room' });
  const { page } = await visitor(personas.red, { token: admin.token });
  const exists = async (name: string) => {
    const { items } = await admin.call<{ items: { name: string }[] }>('GET', '/conferences?limit=500');
    return items.some((room) => room.name === name);
  };
  const row = (name: string) => page.getByRole('link', { name: new RegExp(name) });
  const remove = async (name: string, press: (button: Locator) => Promise<void>) => {
    await row(name).click();
    await page.getByRole('button', { name: 'Delete the room' }).click();
    await press(page.getByRole('dialog').getByRole('button', { name: 'Delete the room' }));
    await expect(row(name)).toHaveCount(0);
    expect(await exists(name)).toBe(true);
  };
  await page.clock.install();
  await page.goto('/cabinet/rooms');

  // From the keyboard: the button has the focus.
  await remove('Staying room', (button) => button.press('Enter'));
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeFocused();
  await undo.press('Enter');
  await expect(row('Staying room')).toBeVisible();
  await expect(undo).toHaveCount(0);
  await page.reload();
  await expect(row('Staying room')).toBeVisible();

  await remove('Staying room', (button) => button.click());
  await expect(undo).not.toBeFocused();
  await page.mouse.move(5, 5); // not over the notice, which waits then
  await page.clock.runFor('00:15');
  await expect.poll(() => exists('Staying room')).toBe(false);
  await expect(undo).toHaveCount(0);

  await admin.room({ name: 'Leaving room' });
  await page.reload();
  await remove('Leaving room', (button) => button.click());
  await page.goto('/');
  await expect.poll(() => exists('Leaving room')).toBe(false);
});

test('what others saved meanwhile is not lost without a word', async ({ visitor, admin }) => {
  const room = await admin.room({ name: 'Shared room' });
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto(`/cabinet/rooms/${room.id}/edit`);
  await page.getByRole('textbox', { name: 'Name' }).fill('My name for it');
  await admin.call('PATCH', `/conferences/${room.id}`, { revision: 1, location: 'Room 3' });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed this meanwhile' });
  await expect(dialog).toContainText('They changed: location.');
  await expect(dialog).toContainText('You changed: name.');
  await dialog.getByRole('button', { name: 'Overwrite with mine' }).click();
  await expect(page.getByRole('article', { name: 'My name for it' })).toBeVisible();
  await expect(fact(page, 'Location')).toContainText('Room 3');
});

test('a room is started, locked, and ended from its card', async ({ visitor, admin }) => {
  const room = await admin.room({ name: 'To be started' });
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto(`/cabinet/rooms/${room.id}`);
  await page.getByRole('button', { name: 'Set a PIN' }).click(); // K3
  await expect(fact(page, 'PIN')).toContainText(/\d{6}/);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('Going on', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Lock entry' }).click();
  await expect(fact(page, 'Entry')).toContainText('Entry is locked'); // J5
  await page.getByRole('button', { name: 'Allow entry' }).click();
  await expect(fact(page, 'Entry')).toContainText('Open');
  const pin = (await fact(page, 'PIN').textContent()) ?? '';
  await page.getByRole('button', { name: 'Make another PIN' }).click();
  await expect(fact(page, 'PIN')).not.toContainText(pin);
  await expect(fact(page, 'PIN')).toContainText(/\d{6}/);
  await page.getByRole('button', { name: 'End for all' }).click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();
});

test('an invitation rings on every page of the cabinet and leads into the conference', async ({
  visitor,
  admin,
  server,
}) => {
  await admin.user('nina', 'Nina', 'nina-has-a-word');
  const nina = await Api.login(server, 'nina', 'nina-has-a-word');
  const room = await admin.room({ name: 'Urgent' });
  await admin.call('POST', `/conferences/${room.id}/start`);
  const { page } = await visitor(personas.blue, { token: nina.token });
  await page.goto('/cabinet/profile?tab=password');
  const online = async () =>
    (await admin.call<{ items: { online: boolean }[] }>('GET', '/people?q=nina')).items[0]?.online;
  await expect.poll(online).toBe(true);

  const rings = page.getByRole('region', { name: 'Incoming invitations' });
  await admin.call('POST', `/conferences/${room.id}/live/participants`, { login: 'nina' });
  await expect(rings).toContainText('Urgent');
  await rings.getByRole('button', { name: 'Decline' }).click();
  await expect(rings).not.toContainText('Urgent');

  await admin.call('POST', `/conferences/${room.id}/live/participants`, { login: 'nina' });
  await rings.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(new RegExp(`/c/${room.cid}$`));
  await admin.call('POST', `/conferences/${room.id}/stop`);
});

test('one click creates a meeting and opens its page', async ({ visitor, admin }) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/cabinet');
  await page.getByRole('navigation').getByRole('button', { name: 'Meet now' }).click();
  await expect(page).toHaveURL(/\/c\/\d{10}$/);
});

test('an administrator adds somebody, who signs in with the password shown once', async ({
  visitor,
  admin,
}) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/people');
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'User ID' }).fill('Vera');
  await dialog.getByRole('textbox', { name: 'Name', exact: false }).last().fill('Vera Sokolova');
  await dialog.getByRole('button', { name: 'Add a person' }).click();
  const secret = await dialog.locator('output').textContent();
  await dialog.getByRole('button', { name: 'I have noted it' }).click();
  await expect(page.getByRole('article', { name: 'Vera Sokolova' })).toBeVisible();

  const vera = await visitor(personas.green);
  await vera.page.goto('/login');
  await signIn(vera.page, 'vera', secret ?? '');
  await expect(vera.page.getByText('No rooms yet')).toBeVisible();
  // E3 is there, E10 is not (D16); the administrator's menu is not either (D1).
  const rights = vera.page.getByRole('complementary', { name: 'Your rights' });
  await expect(
    rights
      .getByRole('listitem')
      .filter({ hasText: 'Create conferences' })
      .getByLabel('Allowed', { exact: true }),
  ).toBeVisible();
  await expect(
    rights.getByRole('listitem').filter({ hasText: 'Operator' }).getByLabel('Not allowed'),
  ).toBeVisible();
  await expect(vera.page.getByRole('link', { name: 'Server settings' })).toHaveCount(0);

  // A right is taken away, and is gone from her pages.
  await page.getByRole('checkbox', { name: 'Create conferences' }).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Vera Sokolova was saved.')).toBeVisible();
  await vera.page.reload();
  await expect(vera.page.getByText('Rooms to which you are invited will appear here.')).toBeVisible();
  await expect(vera.page.getByRole('link', { name: 'New room' })).toHaveCount(0);

  // Blocked: signed out at once, and told so on signing in (D2).
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await expect(page.getByText('Vera Sokolova is blocked.')).toBeVisible();
  await vera.page.reload();
  await expect(vera.page).toHaveURL(/\/login/);
  await signIn(vera.page, 'vera', secret ?? '');
  await expect(
    vera.page.getByText('Your account is blocked. Try later or contact the administrator'),
  ).toBeVisible();
});

test('wrong passwords lock an account, an administrator unlocks it earlier (D2)', async ({
  visitor,
  admin,
}) => {
  await admin.user('gleb', 'Gleb Nikolaev', 'gleb-has-a-word');
  await admin.call('PATCH', '/settings', { lockout: { attempts: 3, minutes: 15 } });
  const gleb = await visitor(personas.green);
  await gleb.page.goto('/login');
  const blocked = gleb.page.getByText(
    'Your account is blocked. Try later or contact the administrator of your server.',
  );
  for (let i = 0; i < 3; i++) {
    await signIn(gleb.page, 'gleb', `wrong ${i}`);
    await expect(gleb.page.getByText('The user ID or the password is wrong.').or(blocked)).toBeVisible();
  }
  await signIn(gleb.page, 'gleb', 'gleb-has-a-word');
  await expect(blocked).toBeVisible();

  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/people');
  await page.getByRole('link', { name: /Gleb Nikolaev/ }).click();
  await expect(page.getByText('Locked after too many wrong passwords until')).toBeVisible();
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('Gleb Nikolaev can log in again.')).toBeVisible();
  await signIn(gleb.page, 'gleb', 'gleb-has-a-word');
  await expect(gleb.page.getByRole('heading', { name: 'Today' })).toBeVisible();
});

test('the profile: name, picture, password, where one is signed in', async ({ visitor, admin, server }) => {
  await admin.user('dmitry', 'Dmitry', 'dmitry-has-a-word');
  const other = await Api.login(server, 'dmitry', 'dmitry-has-a-word');
  const { page } = await visitor(personas.blue);
  await page.goto('/login?next=/cabinet/profile');
  await signIn(page, 'dmitry', 'dmitry-has-a-word');
  await page.getByRole('textbox', { name: 'Name' }).fill('Dmitry Orlovsky');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your data was saved.')).toBeVisible();

  await page.getByRole('button', { name: 'Take a photo' }).click();
  await page.getByRole('button', { name: 'Take the photo' }).click();
  await page.getByRole('button', { name: 'Use this picture' }).click();
  await expect(page.getByText('Your picture was saved.')).toBeVisible();
  await expect
    .poll(() =>
      page
        .locator('img[src*="/avatars/"]')
        .first()
        .evaluate((i: HTMLImageElement) => i.naturalWidth),
    )
    .toBeGreaterThan(0);

  await page.getByRole('tab', { name: 'Logged in' }).click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
  await page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasNotText: 'this one' })
    .getByRole('button')
    .click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
  await expect(other.call('GET', '/session')).rejects.toThrow('401');

  await page.getByRole('tab', { name: 'Password' }).click();
  await page.getByLabel('Present password').fill('dmitry-has-a-word');
  await page.getByLabel('New password', { exact: true }).fill('another-word-of-his');
  await page.getByLabel('New password again').fill('another-word-of-his');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('The password was changed.')).toBeVisible();
  await expect(Api.login(server, 'dmitry', 'another-word-of-his')).resolves.toBeTruthy();

  await page.getByRole('tab', { name: 'Other settings' }).click();
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: 'Русский' }).click();
  await expect(page.getByRole('heading', { name: 'Профиль' })).toBeVisible();
});

test('an API key is made, shown once, works as far as it goes, and is revoked (NE1)', async ({
  visitor,
  admin,
  server,
}) => {
  await admin.user('clerk', 'Clerk', 'clerk-has-a-word');
  const { token } = await Api.login(server, 'clerk', 'clerk-has-a-word');
  const { page } = await visitor(personas.blue, { token });
  await page.goto('/cabinet/profile?tab=keys');
  await expect(page.getByText('You have no API keys')).toBeVisible();
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('checkbox')).toHaveCount(0); // only administrators give that
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await expect(dialog.getByText('Say what the key is for.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Calendar');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const key = (await dialog.getByRole('status', { name: 'API key' }).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Calendar' });
  await expect(row).toContainText('never used');
  await expect(page.getByText(key)).toHaveCount(0);

  const ask = (method: string, body?: string) =>
    fetch(`${server.url}/api/v1/conferences`, {
      method,
      body,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    }).then((answer) => answer.status);
  expect(await ask('GET')).toBe(200);
  expect(await ask('POST', '{"name":"By a robot"}')).toBe(403);

  await row.getByRole('button', { name: 'Revoke the key: Calendar' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('You have no API keys')).toBeVisible();
  expect(await ask('GET')).toBe(401);
});

test('settings of the server are saved and told to visitors', async ({ visitor, admin, server }) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/admin/settings');
  await page.getByRole('textbox', { name: 'Telephone', exact: true }).fill('+7 495 123-45-67');
  await page.getByRole('textbox', { name: 'Largest file in a chat' }).fill('20');
  await page.getByRole('textbox', { name: 'Numbers that may be called' }).fill('8xxx\n+7.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings were saved.')).toBeVisible();
  const info = await (await fetch(`${server.url}/api/v1/server`)).json();
  expect(info.contacts.phone).toBe('+7 495 123-45-67'); // A6
  const stored = await admin.call<{ limits: { fileBytes: number } }>('GET', '/settings');
  expect(stored.limits.fileBytes).toBe(20 * 1024 * 1024);
});
