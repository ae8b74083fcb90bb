import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures';
import { Mailbox } from './mailbox';
import { personas } from './persona';
import { password } from './server';

// A webinar from its plan to its figures, by one who has just got the server and by one who
// is invited to it: everything by what the pages and the letters show.

let mailbox: Mailbox;
test.beforeAll(async () => {
  mailbox = await Mailbox.start();
});
test.afterAll(() => mailbox.stop());

const shots = new URL('./shots/', import.meta.url).pathname;
/** The next Tuesday that is not today. */
const tuesday = () => {
  const day = new Date(Date.now() + 86_400_000);
  while (day.getUTCDay() !== 2) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
};
/** Links of letters lead to the address people use, which here is another port. */
const ownLink = (text = '') =>
  (text.match(/https?:\/\/\S+#r=\S+/)?.[0] ?? '').replace(/^https?:\/\/[^/]+/, '');

test('a weekly webinar: planned, invited by mail, registered for, attended, accounted for, made a template', async ({
  admin,
  visitor,
}) => {
  test.setTimeout(300_000);
  await mailbox.setUp(admin);
  await admin.call('PATCH', '/me', { email: 'boss@example.org' });
  const owner = await visitor({ ...personas.red, name: 'admin' });
  const { page } = owner;
  const look = (name: string) => page.screenshot({ path: `${shots}webinar-${name}.png`, fullPage: true });

  // Signing in leads from the start page to the cabinet.
  await page.goto('/');
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('User ID').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(/\/cabinet\/?$/);

  // Weekly on Tuesdays, with registration and an own field, one invited, kept as template.
  await page.getByRole('main').getByRole('link', { name: 'New conference' }).click();
  await page.getByRole('radio', { name: 'Public (webinar)' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Bells on Tuesdays');
  await page.getByLabel('Date').fill(tuesday());
  await page.getByLabel('Time *', { exact: true }).fill('10:00');
  await page.getByRole('combobox', { name: 'Repeat', exact: true }).click();
  await page.getByRole('option', { name: 'Every week', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Save as template' }).check();
  await expect(page.getByRole('region', { name: 'Next meetings' })).toContainText(
    /every Tuesday at 10:00 AM/i,
  );
  await look('plan');
  await page.getByRole('tab', { name: 'Registration' }).click();
  await page.getByRole('switch', { name: 'Registration' }).check();
  await page.getByRole('button', { name: 'Create a field' }).click();
  await page.getByRole('textbox', { name: 'Label of the field' }).fill('What do you ring?');
  await look('registration');
  await page.getByRole('tab', { name: 'Participants' }).click();
  await page.getByRole('combobox', { name: /e-mail/ }).fill('hans@example.org');
  await page.getByRole('option', { name: /hans@example\.org/ }).click();
  await page.getByRole('switch', { name: 'Invite by e-mail' }).check();
  await look('participants');
  await page.getByRole('button', { name: 'Create conference' }).click();
  const card = page.getByRole('article', { name: 'Bells on Tuesdays' });
  await expect(card).toBeVisible();
  const url = page.url();
  await look('card');

  // The letter has the meeting for the calendar, and a link of its own.
  await expect.poll(() => mailbox.letters('hans@example.org').length).toBe(1);
  const invitation = mailbox.letters('hans@example.org')[0];
  expect(invitation?.subject).toBe('Invitation: Bells on Tuesdays');
  expect(invitation?.calendar).toMatch(/RRULE:FREQ=WEEKLY(;BYDAY=TU)?\r?\n/);
  expect(invitation?.method).toBe('REQUEST');

  // A guest registers on a telephone and gets a link; hans has his.
  const id = new URL(url).pathname.split('/')[3] ?? '';
  const { url: address } = await admin.call<{ url: string }>('GET', `/conferences/${id}`);
  const greta = await visitor(
    { ...personas.green, name: 'Greta' },
    { viewport: { width: 360, height: 740 } },
  );
  await greta.page.goto(new URL(address).pathname);
  await greta.page.getByRole('button', { name: 'Register' }).click();
  await greta.page.getByLabel('First name *').fill('Greta');
  await greta.page.getByLabel('E-mail *').fill('greta@example.org');
  await greta.page.getByLabel('What do you ring?').fill('=2+3');
  for (const field of await greta.page.getByRole('textbox').all())
    if ((await field.inputValue()) === '') await field.fill('Berg');
  await greta.page.getByRole('button', { name: 'Register' }).click();
  await expect(greta.page.getByText(/is on its way to greta@example\.org/)).toBeVisible();
  await expect.poll(() => mailbox.letters('greta@example.org').length).toBe(1);
  const link = ownLink(mailbox.letters('greta@example.org')[0]?.text);

  // The owner begins earlier than planned; by the link from the letter the guest is in.
  await card.getByRole('link', { name: 'Join', exact: true }).click();
  await owner.press();
  await owner.inside();
  await greta.page.goto(link);
  await expect(greta.page.getByText('You are registered as Greta')).toBeVisible();
  await greta.page.screenshot({ path: `${shots}webinar-guest.png` });
  await greta.page.getByRole('button', { name: 'Join', exact: true }).click();
  await greta.inside();
  await expect.poll(() => owner.sees('Greta Berg')).toBe('green');
  const again = await visitor({ ...personas.green, name: 'Greta' });
  await again.page.goto(link);
  await again.page.getByRole('button', { name: 'Join', exact: true }).click();
  await again.inside();
  await expect(greta.page.getByRole('heading', { name: 'You have joined on another device' })).toBeVisible();
  await again.leave();
  await owner.leave();

  // What became of it.
  await page.goto(url);
  await page.getByRole('link', { name: 'Analytics' }).click();
  const row = (name: string) => page.locator('li').filter({ has: page.getByRole('button', { name }) });
  await expect(row('Greta')).toContainText('Took part');
  await expect(row('hans@example.org')).toContainText('Did not take part');
  await look('analytics');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download all as CSV' }).click(),
  ]);
  const csv = await readFile((await download.path()) ?? '', 'utf8');
  expect(csv.startsWith('\uFEFF')).toBe(true);
  expect(csv).toMatch(/Greta/);
  expect(csv).not.toMatch(/(^|,|\r\n)"?=/);

  // A room by the template, and everything is found again.
  await page.goto('/cabinet/templates');
  await page.getByRole('link', { name: /Bells on Tuesdays/ }).click();
  await page.getByRole('link', { name: 'New room from it' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Bells every day');
  await page.getByRole('button', { name: 'Create room' }).click();
  await expect(page.getByRole('article', { name: 'Bells every day' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('bells');
  await expect(page.getByRole('option', { name: /Bells on Tuesdays/ }).first()).toBeVisible();
  await expect(page.getByRole('option', { name: /Bells every day/ })).toBeVisible();
  await look('found');
});
