import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { chosenLooks } from './looks';
import { personas } from './persona';

const { red, green, blue } = personas;

/** The rows of a table as RFC 4180 has them. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** Presses what fetches a table and reads it. */
async function table(page: Page, button: string): Promise<string[][]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: button }).click(),
  ]);
  const text = await readFile((await download.path()) ?? '', 'utf8');
  expect(text.startsWith('\uFEFF'), 'a byte order mark').toBe(true);
  return rowsOf(text.slice(1));
}

const clock = /^\d\d:\d\d:\d\d$/;
const moment = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

test('what became of a meeting of three (M1–M9)', async ({ admin, server, visitor }) => {
  test.setTimeout(300_000);
  const secret = 'green-door-1478';
  await admin.call('POST', '/users', {
    login: 'galina',
    name: 'Galina',
    email: 'galina@example.org',
    password: secret,
    admin: false,
  });
  const galina = await Api.login(server, 'galina', secret);
  const { cid, id } = await admin.room({
    name: 'Council',
    invited: [{ login: 'galina' }, { email: 'late@example.org', name: 'Late, "Larisa"' }],
  });
  const owner = await visitor(red, { token: admin.token });
  const user = await visitor(green, { token: galina.token });
  const guest = await visitor({ ...blue, name: '=2+3' });
  await owner.join(cid);
  await user.join(cid);
  await guest.join(cid);
  const chat = await guest.panel('Chat');
  await chat.getByRole('textbox').fill('+1, "agreed"');
  await chat.getByRole('textbox').press('Enter');
  await expect((await owner.panel('Chat')).getByText('+1, "agreed"')).toBeVisible();
  await user.leave();
  await user.join(cid); // comes twice
  await expect(owner.tile('Galina')).toBeVisible();
  await guest.leave();

  // The owner goes there from the card while the meeting goes on.
  const { page } = owner;
  await page.goto(`/cabinet/rooms/${id}`);
  await page.getByRole('link', { name: 'Analytics' }).click();
  await expect(page.getByRole('heading', { name: 'Analytics', level: 1 })).toBeVisible();
  const row = (name: string) => page.locator('li').filter({ has: page.getByRole('button', { name }) });
  await expect(row('Galina')).toContainText('Is there now');
  await expect(row('=2+3')).toContainText('Took part');
  await expect(row('Late')).toContainText('Did not take part');
  await user.leave();
  await page.getByRole('button', { name: 'Galina' }).click();
  const card = page.getByRole('dialog');
  await expect(card).toContainText('galina@example.org');
  await expect(card.getByRole('listitem')).toHaveCount(2);
  await card.getByRole('button', { name: 'Close' }).click();

  // Filters, each by itself and together.
  const found = page.getByRole('tabpanel').getByRole('status').first();
  await expect(found).toHaveText('4 participants');
  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  await choose('Account type', 'Guests');
  await expect(found).toHaveText('2 participants');
  await choose('Took part', 'Took part');
  await expect(found).toHaveText('1 participant');
  await page.getByLabel('Name or e-mail').fill('nobody');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByLabel('Name or e-mail').fill('');
  await page.getByText('The chart as a table').click();
  const chart = page.locator('figure');
  await expect(chart.locator('canvas')).toBeVisible();
  await expect(chart.getByRole('row')).toHaveCount(2); // one guest, in the one column of now
  expect(await axe(page), 'participants').toEqual([]);

  // All of them, whatever is filtered (M7), and nothing that a spreadsheet would compute.
  const people = await table(page, 'Download all as CSV');
  expect(people.length).toBe(5);
  expect(people[0]?.[9]).toMatch(/^Added \(.+\)$/);
  const byName = (name: string) => people.find((one) => one[1] === name) ?? [];
  expect(byName("'=2+3").slice(2, 9)).toEqual(['', '', '', '', '', 'Guest', 'Guest']);
  expect(byName("'=2+3")[9]).toMatch(moment);
  expect(byName('Galina').slice(2, 9)).toEqual([
    'galina@example.org',
    'galina',
    '',
    '',
    '',
    'User of the server',
    'Participant',
  ]);
  expect(byName('Galina')[10]).toBe('yes');
  expect(byName('Galina')[14]).toBe('2');
  expect(byName('Late, "Larisa"').slice(9).slice(1)).toEqual(['no', '', '', '00:00:00', '0']);

  // Who came and went.
  await page.getByRole('tab', { name: 'Connection history' }).click();
  const lines = page.locator('table').getByRole('row');
  await expect(lines).toHaveCount(5);
  await page.getByLabel('Name or e-mail').fill('GALINA@');
  await expect(lines).toHaveCount(3);
  expect(await axe(page), 'connections').toEqual([]);
  const connections = await table(page, 'Download as CSV');
  expect(connections.map((one) => [one[0], one[4], one[5]])).toEqual([
    ['Name', 'Account type', 'E-mail'],
    ['Galina', 'User of the server', 'galina@example.org'],
    ['Galina', 'User of the server', 'galina@example.org'],
  ]);
  for (const one of connections.slice(1)) {
    expect(
      [one[1], one[2]].every((at) => moment.test(at ?? '')) && clock.test(one[3] ?? ''),
      one.join(),
    ).toBe(true);
  }
  await page.getByLabel('Name or e-mail').fill('');
  await expect(page.getByText('3 people and devices')).toBeVisible();

  // What was said to all.
  await page.getByRole('tab', { name: 'Chat' }).click();
  await expect(page.getByText('+1, "agreed"')).toBeVisible();
  await page.getByLabel('Sender').fill('galina');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByLabel('Sender').fill('2+');
  await expect(page.getByText('1 message')).toBeVisible();
  const messages = await table(page, 'Download as CSV');
  expect(messages[0]?.slice(0, 2)).toEqual(['Name', 'Message']);
  expect(messages[1]?.slice(0, 2)).toEqual(["'=2+3", '\'+1, "agreed"']);
  expect(messages.length).toBe(2);

  // The other participants have no way there.
  await user.page.goto(`/cabinet/conferences/${id}/analytics`);
  await expect(user.page.getByRole('alert')).toBeVisible();
});

const looks = [
  { language: 'en', scheme: 'light', viewport: { width: 1280, height: 900 } },
  { language: 'ru', scheme: 'dark', viewport: { width: 1280, height: 900 } },
  { language: 'en', scheme: 'light', viewport: { width: 360, height: 740 } },
  { language: 'ru', scheme: 'dark', viewport: { width: 360, height: 740 } },
] as const;

for (const look of chosenLooks(looks)) {
  const mark = `${look.viewport.width < 700 ? 'phone' : 'desktop'}-${look.scheme}-${look.language}`;
  test(`analytics as people see it, ${mark}`, async ({ admin, server, visitor }) => {
    const name = `Council ${mark}`;
    const { cid, id } = await admin.room({
      name,
      invited: [{ email: 'larisa@example.org', name: 'Larisa' }],
    });
    const shot = async (page: Page, what: string) => {
      await page.screenshot({ path: `e2e/shots/analytics-${what}-${mark}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(wide, `${what} is too wide`).toBeLessThanOrEqual(0);
      expect.soft(await axe(page), what).toEqual([]);
    };
    const { page } = await visitor(red, { ...look, token: admin.token });
    const at = `${server.url}/cabinet/conferences/${id}/analytics`;
    await page.goto(`${at}?tab=connections`);
    await expect(
      page.getByText(look.language === 'ru' ? 'Пока никто не приходил' : 'Nobody has come yet'),
    ).toBeVisible();
    await shot(page, 'empty');
    const guest = await visitor(green);
    await guest.join(cid);
    const chat = await guest.panel('Chat');
    await chat.getByRole('textbox').fill('Good morning');
    await chat.getByRole('textbox').press('Enter');
    await guest.leave();
    const again = await visitor(blue);
    await again.join(cid);
    await again.leave();
    await page.goto(at);
    await expect(page.locator('canvas')).toBeVisible();
    await shot(page, 'participants');
    await page.getByRole('button', { name: green.name }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await shot(page, 'card');
    await page.goto(`${at}?tab=connections`);
    await expect(page.locator('table')).toBeVisible();
    await shot(page, 'connections');
    await page.goto(`${at}?tab=chat`);
    await expect(page.getByText('Good morning')).toBeVisible();
    await shot(page, 'chat');
  });
}
