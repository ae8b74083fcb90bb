import { writeFileSync } from 'node:fs';
import { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { type Persona, personas } from './persona';
import type { Visitor } from './visitor';

const secret = 'a-long-enough-secret-42';

const field = ({ page }: Visitor) => page.getByRole('textbox', { name: /^(Message to|Сообщение:)/ });
const said = ({ page }: Visitor) => page.getByRole('group', { name: 'Messages of this conversation' });
const menu = ({ page }: Visitor) => page.getByRole('navigation').getByRole('link', { name: /^Messages/ });

async function write(who: Visitor, text: string): Promise<void> {
  await field(who).fill(text);
  await field(who).press('Enter');
}

test.describe('messages', () => {
  test('two write to each other: unread, seen, drafts, links, files, taking back (E7, E8)', async ({
    admin,
    visitor,
  }, info) => {
    test.setTimeout(300_000);
    await admin.user('anna', 'Anna Petrova', secret);
    await admin.user('boris', 'Boris Orlov', secret);
    const anna = await visitor(personas.red, {
      token: (await Api.login(admin.server, 'anna', secret)).token,
    });
    const boris = await visitor(personas.blue, {
      token: (await Api.login(admin.server, 'boris', secret)).token,
    });

    // Boris looks at something else; Anna writes from his card.
    await boris.page.goto('/cabinet/profile');
    await expect(boris.page.getByRole('heading', { level: 1 })).toBeVisible();
    await anna.page.goto('/cabinet/contacts/person:boris');
    await anna.page
      .getByRole('article', { name: 'Boris Orlov' })
      .getByRole('button', { name: 'Message', exact: true })
      .click();
    await expect(anna.page).toHaveURL(/\/cabinet\/messages\/./);
    await expect(anna.page.getByText('Write the first message.')).toBeVisible();
    await field(anna).pressSequentially('Two lines');
    await field(anna).press('Shift+Enter');
    await field(anna).pressSequentially('and https://example.org/plan');
    await field(anna).press('Enter');
    await expect(said(anna).getByRole('link', { name: 'https://example.org/plan' })).toHaveAttribute(
      'rel',
      /noopener/,
    );
    await expect(field(anna)).toHaveValue('');

    // It is marked at once; reading takes the mark away, and Anna is told.
    await expect(menu(boris)).toHaveAccessibleName(/1 unread message/);
    await menu(boris).click();
    const row = boris.page.getByRole('main').getByRole('link', { name: /Anna Petrova/ });
    await expect(row).toHaveAccessibleName(/1 unread message/);
    await row.click();
    await expect(boris.page.getByText('New messages')).toBeVisible();
    await expect(said(boris).getByText('Two lines')).toBeVisible();
    await expect(menu(boris)).toHaveAccessibleName('Messages');
    await expect(said(anna).getByText('Seen')).toBeVisible();

    await write(boris, 'Here it is.');
    await expect(said(anna).getByText('Here it is.')).toBeVisible();

    // A draft stays while one looks elsewhere.
    await field(anna).fill('Not yet');
    await menu(anna).click();
    await expect(anna.page.getByText('Draft: Not yet')).toBeVisible();
    await anna.page
      .getByRole('main')
      .getByRole('link', { name: /Boris Orlov/ })
      .click();
    await expect(field(anna)).toHaveValue('Not yet');
    await field(anna).fill('');

    // A file goes over, and comes down as it was.
    const file = info.outputPath('plan.txt');
    writeFileSync(file, 'the plan');
    await boris.page.locator('input[type=file]').setInputFiles(file);
    await expect(
      boris.page.getByRole('list', { name: 'Attached files' }).getByText('plan.txt'),
    ).toBeVisible();
    await write(boris, 'The plan');
    const coming = anna.page.waitForEvent('download');
    await said(anna).getByRole('link', { name: 'Download plan.txt' }).click();
    const stream = await (await coming).createReadStream();
    const bytes: Buffer[] = [];
    for await (const part of stream) bytes.push(part as Buffer);
    expect(Buffer.concat(bytes).toString()).toBe('the plan');
    await look(anna, 'personal');

    // A slip is put right, a mistake is taken back, for both.
    await write(boris, 'Toomorrow');
    const slip = said(boris).getByRole('listitem').filter({ hasText: 'Toomorrow' });
    await slip.hover();
    await slip.getByRole('button', { name: 'What to do with the message' }).click();
    await boris.page.getByRole('menuitem', { name: 'Edit' }).click();
    await boris.page.getByRole('textbox', { name: 'Edit the message' }).fill('Tomorrow');
    await boris.page.keyboard.press('Enter');
    const right = said(anna).getByRole('listitem').filter({ hasText: 'Tomorrow' });
    await expect(right).toContainText('edited');
    await expect(said(anna).getByText('Toomorrow')).toHaveCount(0);
    await write(boris, 'Oops');
    await expect(said(anna).getByText('Oops')).toBeVisible();
    const bubble = said(boris).getByRole('listitem').filter({ hasText: 'Oops' });
    await bubble.hover();
    await bubble.getByRole('button', { name: 'What to do with the message' }).click();
    await boris.page.getByRole('menuitem', { name: 'Take back' }).click();
    await boris.page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    for (const who of [anna, boris]) {
      await expect(said(who).getByText('Message taken back')).toBeVisible();
      await expect(said(who).getByText('Oops')).toHaveCount(0);
    }

    // Without the rights: files are neither sent nor got, and it is said why; words still go.
    await admin.call('PATCH', '/users/anna', { rights: ['address_book', 'call'] });
    await anna.page.reload();
    await expect(said(anna).getByText('“plan.txt” was sent here.')).toBeVisible();
    await expect(said(anna).getByRole('link', { name: 'Download plan.txt' })).toHaveCount(0);
    await anna.page.locator('input[type=file]').setInputFiles(file);
    await expect(anna.page.getByRole('alert').getByText('You have no right to send files')).toBeVisible();
    await write(anna, 'Words go.');
    await expect(said(boris).getByText('Words go.')).toBeVisible();
  });

  test('a group: made, written in, renamed, added to, taken out of, left; found by Ctrl+K', async ({
    admin,
    visitor,
  }) => {
    test.setTimeout(300_000);
    await admin.user('galina', 'Galina Serova', secret);
    await admin.user('oleg', 'Oleg Markov', secret);
    await admin.user('vera', 'Vera Ivanova', secret);
    const open = async (login: string, persona: Persona) =>
      visitor(persona, { token: (await Api.login(admin.server, login, secret)).token });
    const galina = await open('galina', personas.green);
    const oleg = await open('oleg', personas.yellow);
    await oleg.page.goto('/cabinet/messages');
    await expect(oleg.page.getByText('No conversations yet')).toBeVisible();

    await galina.page.goto('/cabinet/messages');
    await galina.page.getByRole('button', { name: 'New conversation' }).click();
    const dialog = galina.page.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByText('Group', { exact: true }).click();
    await dialog.getByLabel('Name of the group').fill('Bell tower');
    await dialog.getByRole('searchbox', { name: 'People' }).fill('markov');
    await dialog.getByRole('button', { name: /Oleg Markov/ }).click();
    await dialog.getByRole('searchbox', { name: 'People' }).fill('');
    await look(galina, 'new-group');
    await dialog.getByRole('button', { name: 'Make the group' }).click();
    await expect(said(galina).getByText('You made the group “Bell tower”')).toBeVisible();
    await write(galina, 'Welcome');

    // It comes into the open list of Oleg by itself.
    await oleg.page.getByRole('link', { name: /Bell tower/ }).click();
    await expect(said(oleg).getByText('Welcome')).toBeVisible();
    await expect(said(oleg).getByText('Galina Serova', { exact: true })).toBeVisible();

    // Renamed; somebody is added.
    await galina.page.getByRole('button', { name: 'About this conversation' }).click();
    const details = galina.page.getByRole('dialog');
    await details.getByLabel('Name of the group').fill('Bell foundry');
    await details.getByRole('button', { name: 'Rename' }).click();
    await expect(oleg.page.getByRole('article', { name: 'Bell foundry' })).toBeVisible();
    await expect(said(oleg).getByText('Galina Serova named the group “Bell foundry”')).toBeVisible();
    await details.getByRole('button', { name: 'Add people' }).click();
    await details.getByRole('searchbox', { name: 'People' }).fill('ivanova');
    await details.getByRole('button', { name: /Vera Ivanova/ }).click();
    await expect(details.getByRole('button', { name: 'Take Vera Ivanova out' })).toBeVisible();
    await look(galina, 'details');

    // Vera finds it by the search, on a phone and in Russian.
    const vera = await visitor(personas.magenta, {
      token: (await Api.login(admin.server, 'vera', secret)).token,
      language: 'ru',
      viewport: { width: 360, height: 740 },
    });
    await vera.page.goto('/cabinet');
    await expect(vera.page.getByRole('heading', { level: 1 })).toBeVisible();
    await vera.page.keyboard.press('Control+k');
    await vera.page.getByRole('combobox').fill('foundry');
    await vera.page.getByRole('option', { name: /Bell foundry/ }).click();
    await expect(vera.page.getByRole('heading', { level: 1, name: 'Bell foundry' })).toBeVisible();
    await write(vera, 'Добрый день');
    await expect(said(oleg).getByText('Добрый день')).toBeVisible();
    await look(vera, 'group-phone');
    await vera.page.getByRole('link', { name: 'Назад к списку' }).click();
    await expect(vera.page.getByRole('heading', { level: 1, name: 'Сообщения' })).toBeVisible();
    await look(vera, 'list-phone');

    // Taken out, and left.
    await details.getByRole('button', { name: 'Take Vera Ivanova out' }).click();
    await galina.page.getByRole('dialog').getByRole('button', { name: 'Take out', exact: true }).click();
    await expect(vera.page.getByText('Переписок пока нет')).toBeVisible();
    await galina.page.keyboard.press('Escape');
    await oleg.page.getByRole('button', { name: 'About this conversation' }).click();
    await oleg.page.getByRole('dialog').getByRole('button', { name: 'Leave the group' }).click();
    await oleg.page
      .getByRole('dialog', { name: /^Leave/ })
      .getByRole('button', { name: 'Leave the group' })
      .click();
    await expect(oleg.page.getByText('No conversations yet')).toBeVisible();
    await expect(said(galina).getByText('Oleg Markov left the group')).toBeVisible();
  });

  test('what could not be sent stays, and is sent once; older messages come without a jump', async ({
    admin,
    visitor,
  }) => {
    test.setTimeout(300_000);
    await admin.user('ivan', 'Ivan Belov', secret);
    await admin.user('zoya', 'Zoya Kim', secret);
    const [ivan, zoya] = [
      await Api.login(admin.server, 'ivan', secret),
      await Api.login(admin.server, 'zoya', secret),
    ];
    const { id } = await ivan.call<{ id: string }>('POST', '/conversations', {
      kind: 'personal',
      people: ['zoya'],
      name: '',
    });
    for (let i = 1; i <= 100; i++) {
      const by = i % 3 ? ivan : zoya;
      await patient(() =>
        by.call('POST', `/conversations/${id}/messages`, { text: `Number ${i}`, key: `seed-number-${i}` }),
      );
    }
    const v = await visitor(personas.red, { token: ivan.token });
    // The line says nothing of messages here: only the answers do.
    await v.page.routeWebSocket('**/ws', (page) => {
      const server = page.connectToServer();
      server.onMessage((text) => {
        if (!String(text).startsWith('{"type":"message"')) page.send(text);
      });
    });
    await v.page.goto(`/cabinet/messages/${id}`);
    const last = said(v).getByText('Number 100', { exact: true });
    await expect(last).toBeInViewport();

    // Older ones come; what one looks at stays where it is.
    const top = said(v).getByText('Number 55', { exact: true });
    await top.scrollIntoViewIfNeeded();
    const at = await top.evaluate((e) => e.getBoundingClientRect().top);
    await expect(said(v).getByText('Number 30', { exact: true })).toBeAttached();
    expect(Math.abs((await top.evaluate((e) => e.getBoundingClientRect().top)) - at)).toBeLessThan(60);
    await v.page.getByRole('button', { name: 'To the latest' }).click();
    await expect(last).toBeInViewport();

    // The answer is lost, though the server has taken it: sent again it is still one.
    await v.page.route('**/messages', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      await route.fetch();
      await route.abort();
    });
    await write(v, 'Only once');
    await expect(said(v).getByText(/^Not sent\./)).toBeVisible();
    await v.page.unroute('**/messages');
    await said(v).getByRole('button', { name: 'Send again' }).click();
    await expect(said(v).getByText(/^Not sent\./)).toHaveCount(0);
    await expect(said(v).getByText('Only once')).toHaveCount(1);
    await v.page.reload();
    await expect(said(v).getByText('Only once')).toHaveCount(1);
  });
});

/** Does something again while the server says that it is too much at once. */
async function patient<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!/: 429 /.test(String(error))) throw error;
      await new Promise((done) => setTimeout(done, 1_000));
    }
  }
}

/** Keeps pictures, and lets axe look. */
async function look({ page }: Visitor, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `e2e/shots/messages-${name}-${scheme}.png` });
    expect.soft(await axe(page), `${name} ${scheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, `${name} is too wide`).toBeLessThanOrEqual(0);
}
