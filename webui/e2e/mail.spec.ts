import { axe } from './axe';
import { expect, test } from './fixtures';
import { chosenLooks } from './looks';
import { Mailbox } from './mailbox';
import { personas } from './persona';

let mailbox: Mailbox;
test.beforeAll(async () => {
  mailbox = await Mailbox.start('-login', 'veche', '-password', 'letters');
});
test.afterAll(() => mailbox.stop());

const link = (text: string, answer: string) =>
  text
    .split('\n')
    .find((line) => line.includes(`answer=${answer}`))
    ?.replace(/^[^:]*: /, '')
    .trim() ?? '';

/** Links of letters lead to the address people use, which here is another port. */
const local = (url: string) => url.replace(/^https?:\/\/[^/]+/, '');

test('mail is set up, somebody is invited by it and declines (NC4, G18, NB2)', async ({
  server,
  admin,
  visitor,
}) => {
  test.setTimeout(180_000);
  await admin.call('PATCH', '/me', { email: 'boss@example.org' });
  const { page } = await visitor(personas.green, { token: admin.token });
  await page.goto('/admin/mail');
  await page.getByLabel('Server', { exact: true }).fill('127.0.0.1');
  await page.getByLabel('Port').fill(String(mailbox.port));
  await page.getByRole('combobox', { name: 'Encryption' }).click();
  await page.getByRole('option', { name: 'None' }).click();
  await page.getByRole('combobox', { name: 'How' }).click();
  await page.getByRole('option', { name: 'PLAIN', exact: true }).click();
  await page.getByLabel('Login').fill('veche');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByLabel('Address').fill('veche@example.org');
  await page.getByRole('switch', { name: 'Send letters' }).check();

  await page.getByRole('button', { name: 'Send a test letter' }).click();
  await expect(page.getByText(/535.*wrong login or password/)).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill('letters');
  await page.getByRole('button', { name: 'Send a test letter' }).click();
  await expect(page.getByText('The mail server has taken the letter:')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings were saved.')).toBeVisible();
  expect(mailbox.letters('boss@example.org')).toHaveLength(1);

  const planned = await admin.call<{ cid: string; id: string }>('POST', '/conferences', {
    name: 'Quarterly review',
    access: 'public',
    inviteByMail: true,
    invited: [{ email: 'guest@example.com', name: 'Guest' }],
    schedule: {
      series: [
        { start: '2126-11-26T10:00', zone: 'Europe/Moscow', minutes: 60, rule: 'FREQ=WEEKLY;COUNT=3' },
      ],
    },
  });
  await expect.poll(() => mailbox.letters('guest@example.com').length, { timeout: 60_000 }).toBe(1);
  const letter = mailbox.letters('guest@example.com')[0];
  expect(letter?.subject).toBe('Invitation: Quarterly review');
  expect(letter?.method).toBe('REQUEST');
  expect(letter?.calendar).toContain('mailto:guest@example.com');
  expect(letter?.files).toEqual(['invite.ics']);
  expect(letter?.replyTo).toContain('boss@example.org');

  // The letter itself, as a mail program shows it.
  for (const scheme of ['light', 'dark'] as const) {
    const reader = await visitor(personas.red, { scheme, viewport: { width: 700, height: 900 } });
    await reader.page.setContent(letter?.html ?? '');
    await reader.page.screenshot({ path: `e2e/shots/letter-${scheme}.png`, fullPage: true });
    await reader.page.setViewportSize({ width: 360, height: 800 });
    await reader.page.screenshot({ path: `e2e/shots/letter-phone-${scheme}.png`, fullPage: true });
    expect(
      await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0);
  }

  const guest = await visitor(personas.blue, { viewport: { width: 360, height: 740 } });
  await guest.page.goto(local(link(letter?.text ?? '', 'declined')));
  await expect(guest.page.getByRole('heading', { name: 'Quarterly review' })).toBeVisible();
  // To look is no answer: programs follow links, too.
  const replyOf = async () =>
    (await admin.call<{ invited: { reply?: string }[] }>('GET', `/conferences/${planned.cid}`)).invited[0]
      ?.reply;
  expect(await replyOf()).toBeFalsy();
  expect(await axe(guest.page)).toEqual([]);
  await guest.page.screenshot({ path: 'e2e/shots/reply-phone.png' });
  await guest.page.getByRole('button', { name: 'No' }).click();
  await expect(guest.page.getByText('You said: no, I will not come.')).toBeVisible();
  expect(await replyOf()).toBe('declined');

  await page.goto(`/cabinet/rooms/${planned.id}`);
  await expect(page.getByText('1 does not come')).toBeVisible();

  await admin.call('DELETE', `/conferences/${planned.cid}`);
  await expect.poll(() => mailbox.letters('guest@example.com').length, { timeout: 60_000 }).toBe(2);
  const last = mailbox.letters('guest@example.com')[1];
  expect(last?.method).toBe('CANCEL');
  expect(server.output()).not.toContain('letters"');
});

test('the pages of mail on a desktop and a phone', async ({ admin, visitor }) => {
  test.setTimeout(180_000);
  await admin.call('PATCH', '/admin/mail', {
    enabled: true,
    host: '127.0.0.1',
    port: mailbox.port,
    security: 'none',
    auth: 'plain',
    login: 'veche',
    password: 'letters',
    fromAddress: 'veche@example.org',
  });
  await admin.call('POST', '/conferences', {
    name: 'Monthly review',
    access: 'public',
    inviteByMail: true,
    invited: [{ email: 'reader@example.com' }],
  });
  await expect.poll(() => mailbox.letters('reader@example.com').length, { timeout: 60_000 }).toBe(1);
  for (const [language, scheme, viewport] of chosenLooks([
    ['en', 'light', { width: 1280, height: 900 }],
    ['ru', 'dark', { width: 1280, height: 900 }],
    ['en', 'light', { width: 360, height: 740 }],
    ['ru', 'dark', { width: 360, height: 740 }],
  ] as const)) {
    const { page } = await visitor(personas.green, { token: admin.token, language, scheme, viewport });
    const mark = `${viewport.width < 700 ? 'phone' : 'desktop'}-${scheme}-${language}`;
    for (const tab of ['settings', 'letters', 'texts']) {
      await page.goto(`/admin/mail?tab=${tab}`);
      await expect(page.getByRole('tabpanel')).toBeVisible();
      if (tab === 'settings') await expect(page.locator('input[type=email]').first()).toBeVisible();
      if (tab === 'letters') {
        await page.getByText(language === 'ru' ? 'Отправлены' : 'Sent', { exact: true }).click();
        await expect(page.getByText('Invitation: Monthly review').first()).toBeVisible();
      }
      if (tab === 'texts') await expect(page.getByRole('textbox').last()).toBeVisible();
      await page.screenshot({ path: `e2e/shots/mail-${tab}-${mark}.png`, fullPage: true });
      expect
        .soft(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          `${tab} is too wide`,
        )
        .toBeLessThanOrEqual(0);
      expect.soft(await axe(page), `${tab} ${mark}`).toEqual([]);
    }
  }
});
