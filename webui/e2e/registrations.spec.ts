import { readFile } from 'node:fs/promises';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { Mailbox } from './mailbox';
import { personas } from './persona';

const shots = new URL('./shots/', import.meta.url).pathname;
const phone = { width: 360, height: 740 };

let mailbox: Mailbox;
test.beforeAll(async () => {
  mailbox = await Mailbox.start();
});
test.afterAll(() => mailbox.stop());

/** A time on a clock in UTC, so many minutes from now. */
const local = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16);
/** Links of letters lead to the address people use, which here is another port. */
const here = (url: string) => url.replace(/^https?:\/\/[^/]+/, '');
const ownLink = (text = '') => here(text.match(/https?:\/\/\S+#r=\S+/)?.[0] ?? '');

const fields = [
  { key: 'first_name' },
  { key: 'last_name' },
  { key: 'email' },
  { key: 'company' },
  { label: 'What do you ring?', required: true },
];

const webinar = (name: string, more: object = {}) => ({
  name,
  schedule: { series: [{ start: local(-2), zone: 'UTC', minutes: 180 }] },
  registration: { on: true, closing: 'at_end', usersTakePart: true, fields },
  ...more,
});

test('an owner looks through who registered, adds, removes, exports, closes and opens (G20–G25, M3, M7)', async ({
  admin,
  visitor,
}) => {
  const { cid, id } = await admin.room(webinar('Webinar of bells'));
  await admin.call('PATCH', '/me', { zone: 'Asia/Kamchatka' });
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto(`/cabinet/conferences/${id}`);
  await page.getByRole('link', { name: 'Registrations' }).click();
  await expect(page.getByRole('heading', { name: 'Registrations', level: 1 })).toBeVisible();
  await expect(page.getByText('Nobody has registered yet', { exact: true }).first()).toBeVisible();
  await expect.poll(() => axe(page)).toEqual([]);
  await page.screenshot({ path: `${shots}registrations-empty.png`, fullPage: true });

  for (const [name, company, rings] of [
    ['Anna', 'Bells & Co', 'The great bell'],
    ['Boris', '', 'A small one'],
    ['=Clara', 'Sophia', 'All of them\nat once'],
  ])
    await admin.call('POST', `/conferences/${cid}/registrations/people`, {
      answers: {
        first_name: name,
        email: `${name?.replace('=', '').toLowerCase()}@example.org`,
        company,
        own1: rings,
      },
    });
  await page.reload();
  await expect(page.getByText('3 registered', { exact: true })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'What do you ring?' })).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toContainText('=Clara'); // the newest
  const there = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Kamchatka', dateStyle: 'long' });
  await expect(page.getByRole('row').nth(1)).toContainText(there.format(new Date())); // ND3
  await expect.poll(() => axe(page)).toEqual([]);
  await page.screenshot({ path: `${shots}registrations-desktop.png`, fullPage: true });

  // By hand, with the link to pass on: here no letters are sent.
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByRole('textbox', { name: 'First name' }).fill('Dora');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('dora@example.org');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await expect(page.getByText('Fill in this field.')).toBeVisible();
  await page.getByRole('textbox', { name: 'What do you ring?' }).fill('A door bell');
  await expect.poll(() => axe(page)).toEqual([]);
  await page.screenshot({ path: `${shots}registrations-add.png` });
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  const card = page.getByRole('dialog', { name: 'Dora' });
  await expect(card.getByText(/#r=/)).toBeVisible();
  await card.getByRole('button', { name: 'Copy the link' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('#r=');
  await expect.poll(() => axe(page)).toEqual([]);
  await page.screenshot({ path: `${shots}registrations-card.png` });

  // Taken off, and back.
  await card.getByRole('button', { name: 'Take off' }).click();
  await expect(page.getByText('3 registered', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('4 registered', { exact: true })).toBeVisible();

  // Search, filters, order.
  await page.getByRole('combobox', { name: 'Field of the form' }).click();
  await page.getByRole('option', { name: 'Company' }).click();
  await expect(page.getByText('2 registered', { exact: true })).toBeVisible();
  await page.getByLabel('Answer contains').fill('sophia');
  await expect(page.getByText('1 registered', { exact: true })).toBeVisible();
  await page.getByRole('searchbox').fill('nobody');
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('combobox', { name: 'Order' }).click();
  await page.getByRole('option', { name: 'By name' }).click();
  await expect(page.getByRole('row').nth(2)).toContainText('Anna'); // "=" before it
  await page.getByRole('combobox', { name: 'Took part' }).click();
  await page.getByRole('option', { name: 'Took part', exact: true }).click();
  await expect(page.getByText('Show all')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();

  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'All as a table (CSV)' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(`${cid}-registrations.csv`);
  const table = await readFile(await download.path(), 'utf8');
  expect(table.startsWith('\uFEFFNo.,First name,')).toBe(true);
  expect(table).toContain("'=Clara");
  expect(table).toContain('(Asia/Kamchatka)');
  expect(table).not.toContain('#r=');

  // Closed at once, and open again.
  await expect(page.getByText(/^Until the meeting ends:/)).toBeVisible();
  await page.getByRole('button', { name: 'Close now' }).click();
  await expect(page.getByText('Registration is closed', { exact: true })).toBeVisible();
  const guest = await visitor(personas.green, { viewport: phone });
  await guest.page.goto(`/c/${cid}`);
  await expect(guest.page.getByRole('heading', { name: 'Registration is closed' })).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(page.getByText('Registration is open', { exact: true })).toBeVisible();

  // A phone, in the dark, in Russian.
  const small = await visitor(personas.red, {
    token: admin.token,
    viewport: phone,
    scheme: 'dark',
    language: 'ru',
  });
  await small.page.goto(`/cabinet/conferences/${id}/registrations`);
  await expect(small.page.getByRole('button', { name: 'Boris', exact: true })).toBeVisible();
  expect(
    await small.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0);
  await expect.poll(() => axe(small.page)).toEqual([]);
  await small.page.screenshot({ path: `${shots}registrations-phone.png`, fullPage: true });
  await small.page.getByRole('button', { name: 'Boris', exact: true }).click();
  await expect(small.page.getByRole('dialog', { name: 'Boris' })).toBeVisible();
  await small.page.screenshot({ path: `${shots}registrations-phone-card.png` });
  await admin.call('PATCH', '/me', { zone: '' });
});

test('by the link from the mail a guest registers and joins on a phone; a second device logs out the first (A12, A13)', async ({
  admin,
  visitor,
}) => {
  await mailbox.setUp(admin);
  const { cid } = await admin.room(webinar('Mailed webinar'));
  const greta = await visitor({ name: 'Greta', colour: 'red', hertz: 440 }, { viewport: phone });
  await greta.page.goto(`/c/${cid}`);
  await greta.page.getByRole('button', { name: 'Register' }).click();
  await greta.page.getByLabel('First name *').fill('Greta');
  await greta.page.getByLabel('E-mail *').fill('greta@example.org');
  await greta.page.getByLabel('What do you ring? *').fill('A bell');
  await greta.page.getByRole('button', { name: 'Register' }).click();
  await expect(greta.page.getByText(/is on its way to greta@example\.org/)).toBeVisible();
  await expect.poll(() => mailbox.letters('greta@example.org').length).toBe(1);
  const link = ownLink(mailbox.letters('greta@example.org')[0]?.text);
  await greta.page.goto(link);
  await expect(greta.page.getByText('You are registered as Greta.')).toBeVisible();
  await greta.page.getByRole('button', { name: 'Join', exact: true }).click();
  await greta.inside();

  const other = await visitor({ name: 'Greta', colour: 'red', hertz: 440 }, { viewport: phone });
  await other.page.goto(link);
  await other.page.getByRole('button', { name: 'Join', exact: true }).click();
  await other.inside();
  await expect(greta.page.getByRole('heading', { name: 'You have joined on another device' })).toBeVisible();
});

test('who is invited by e-mail has a link of his own, and none when the invitation is withdrawn (A13, G7)', async ({
  admin,
  visitor,
}) => {
  await mailbox.setUp(admin);
  const { cid, id } = await admin.room(
    webinar('Invited webinar', {
      inviteByMail: true,
      invited: [{ email: 'hans@example.org', name: 'Hans' }],
    }),
  );
  await expect.poll(() => mailbox.letters('hans@example.org').length).toBe(1);
  const letter = mailbox.letters('hans@example.org')[0];
  expect(letter?.subject).toBe('Invitation: Invited webinar');
  const link = ownLink(letter?.text);
  const hans = await visitor({ name: 'Hans', colour: 'blue', hertz: 660 }, { viewport: phone });
  await hans.page.goto(link);
  await expect(hans.page.getByText('You are registered as Hans.')).toBeVisible();
  await hans.page.getByRole('button', { name: 'Join', exact: true }).click();
  await hans.inside();

  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto(`/cabinet/conferences/${id}/registrations`);
  await expect(page.getByText('Is there now', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Hans', exact: true }).click();
  await page.getByRole('button', { name: 'Send the link again' }).click();
  await expect(page.getByText('The link is on its way to hans@example.org.')).toBeVisible();
  await expect.poll(() => mailbox.letters('hans@example.org').length).toBe(2);
  await admin.call('DELETE', `/conferences/${cid}/registrations/${await firstOf(admin, cid)}`);
  await expect.poll(() => mailbox.letters('hans@example.org').at(-1)?.subject).toContain('withdrawn');
  const again = await visitor({ name: 'Hans', colour: 'blue', hertz: 660 }, { viewport: phone });
  await again.page.goto(link);
  await expect(again.page.getByText(/This link is not valid/)).toBeVisible();
});

async function firstOf(admin: { call: <T>(m: string, p: string) => Promise<T> }, cid: string) {
  const { items } = await admin.call<{ items: { id: string }[] }>('GET', `/conferences/${cid}/registrations`);
  return items[0]?.id;
}

test('a template keeps the form of a webinar, is edited, and makes another one (G26)', async ({
  admin,
  visitor,
}) => {
  const { id } = await admin.room(webinar('Webinar to repeat'));
  const made = await admin.call<{ id: string }>('POST', '/templates', { from: id });
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto(`/cabinet/templates/${made.id}/edit`);
  await page.getByRole('tab', { name: 'Registration' }).click();
  await expect(page.getByText(/is chosen with the time/)).toBeVisible();
  await page.getByRole('button', { name: 'Create a field' }).click();
  await page.getByRole('textbox', { name: 'Label of the field' }).last().fill('How loud?');
  await expect.poll(() => axe(page)).toEqual([]);
  await page.screenshot({ path: `${shots}registration-template.png`, fullPage: true });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(/templates\/[^/]+$/);
  await page.goto(`/cabinet/conferences/new?template=${made.id}`);
  await page.getByRole('tab', { name: 'Registration' }).click();
  await expect(page.getByRole('radio', { name: 'When the meeting begins' })).toBeChecked();
  await page.getByRole('button', { name: 'Create conference' }).click();
  await expect(page.getByRole('article', { name: 'Webinar to repeat' })).toBeVisible();
  const copy = new URL(page.url()).pathname.split('/')[3] ?? '';
  const { registration } = await admin.call<{
    registration: { closing: string; fields: { label?: string }[] };
  }>('GET', `/conferences/${copy}`);
  expect(registration.closing).toBe('at_start');
  expect(registration.fields.map((f) => f.label).filter(Boolean)).toEqual(['What do you ring?', 'How loud?']);
});

test('in the last minutes whoever leads extends a meeting, or takes its end away (G5)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({
    name: 'Short meeting',
    schedule: { series: [{ start: local(-26), zone: 'UTC', minutes: 30 }] },
  });
  const boss = await visitor(personas.green, { token: admin.token, viewport: phone });
  await boss.join(cid);
  await expect(boss.page.getByText(/^\d:\d\d left$/)).toBeVisible();
  await expect.poll(() => axe(boss.page)).toEqual([]);
  await boss.page.screenshot({ path: `${shots}time-left-phone.png` });
  await boss.page.setViewportSize({ width: 1280, height: 800 });
  await boss.page.screenshot({ path: `${shots}time-left-desktop.png` });
  const guest = await visitor(personas.red);
  await guest.join(cid);
  await expect(guest.page.getByText(/^\d:\d\d left$/)).toBeVisible();
  await expect(guest.page.getByRole('button', { name: 'Extend by 15 minutes' })).toHaveCount(0);
  await boss.page.getByRole('button', { name: 'Extend by 15 minutes' }).click();
  await expect(guest.page.getByText(/^\d:\d\d left$/)).toHaveCount(0);
  const soon = new Date(Date.now() + 4 * 60_000).toISOString();
  await admin.call('PATCH', `/conferences/${cid}/live`, { endsAt: soon });
  await boss.page.getByRole('button', { name: 'No end today' }).click();
  await expect(boss.page.getByRole('button', { name: 'No end today' })).toHaveCount(0);
  await expect
    .poll(() => admin.call<{ endsAt?: string }>('GET', `/conferences/${cid}/live`).then((l) => l.endsAt))
    .toBeUndefined();
});
