import { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

const secret = 'bell-of-pskov-1510';
const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();
const looks = [
  { name: 'desktop-light-en', language: 'en', scheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'phone-dark-ru', language: 'ru', scheme: 'dark', viewport: { width: 360, height: 740 } },
] as const;

/** Somebody new on a server that asks for permission to take part. */
async function person(admin: Api, login: string, name: string, participation: object): Promise<Api> {
  await admin.call('PATCH', '/settings', { participation: { required: true, prolong: true, shown: true } });
  await admin.user(login, name, secret);
  await admin.call('PATCH', `/users/${login}`, { participation });
  return Api.login(admin.server, login, secret);
}

test('whose permission is over is told so at the door, prolongs it by a day, and joins (D6)', async ({
  admin,
  visitor,
}) => {
  const vera = await person(admin, 'vera', 'Vera', { kind: 'until', until: hours(-2) });
  const { cid } = await admin.room();
  const { page } = await visitor(personas.red, { token: vera.token });
  await page.goto(`/c/${cid}`);
  await expect(page.getByRole('heading', { name: 'You may not take part at the moment' })).toBeVisible();
  await expect(page.getByText('Yours ended on')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: 'e2e/shots/participation-refused-desktop-light-en.png' });
  await page.getByRole('button', { name: 'Prolong by 24 hours' }).click();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('toolbar')).toBeVisible();
  const acts = await admin.call<{ items: { by: string; operation: string }[] }>('GET', '/admin/acts');
  expect(acts.items).toContainEqual(
    expect.objectContaining({ by: 'vera', operation: 'prolongParticipation' }),
  );
});

test('who has no permission sees it in the cabinet, and cannot start or call (D6)', async ({
  admin,
  visitor,
}) => {
  const ivan = await person(admin, 'ivan', 'Ivan', { kind: 'none' });
  await ivan.call('POST', '/conferences', { name: 'Room of Ivan' });
  const { page } = await visitor(personas.green, { token: ivan.token });
  await page.goto('/cabinet');
  const notice = page.getByRole('complementary', { name: 'Taking part in conferences' });
  await expect(notice).toContainText('You may not take part in conferences.');
  await expect(notice.getByRole('button', { name: 'Prolong by 24 hours' })).toHaveCount(0);
  await notice.getByRole('button', { name: 'Hide this notice' }).click();
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Taking part in conferences' })).toBeVisible();
  await page.goto('/cabinet/rooms');
  await page.getByRole('link', { name: /Room of Ivan/ }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByText('You may not take part in conferences at the moment.')).toBeVisible();

  const boss = await visitor(personas.blue, { token: admin.token });
  await admin.call('PATCH', '/users/admin', { participation: { kind: 'permanent' } });
  await boss.page.goto('/cabinet/contacts');
  await boss.page.getByRole('link', { name: /Ivan/ }).first().click();
  await boss.page.getByRole('button', { name: /^Call/ }).first().click();
  await expect(
    boss.page.getByText('This person may not take part in conferences at the moment.'),
  ).toBeVisible();
});

for (const look of looks) {
  test(`the line, the notice and the refusal are readable, ${look.name}`, async ({ admin, visitor }) => {
    const login = `olga-${look.language}`;
    const olga = await person(admin, login, 'Olga', { kind: 'until', until: hours(5) });
    const { page } = await visitor(personas.green, { ...look, token: olga.token });
    await page.goto('/cabinet');
    const prolong = look.language === 'ru' ? 'Продлить на 24 часа' : 'Prolong by 24 hours';
    const notice = page.getByRole('complementary', {
      name: look.language === 'ru' ? 'Участие в конференциях' : 'Taking part in conferences',
    });
    await expect(notice).toBeVisible();
    await page.screenshot({ path: `e2e/shots/participation-cabinet-${look.name}.png` });
    await page.screenshot({ path: `e2e/shots/participation-cabinet-whole-${look.name}.png`, fullPage: true });
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await notice.getByRole('button', { name: prolong }).click();
    await expect(notice.getByRole('button', { name: prolong })).toHaveCount(0);
    await admin.call('PATCH', `/users/${login}`, { participation: { kind: 'none' } });
    const { cid } = await admin.room();
    await page.goto(`/c/${cid}`);
    await expect(
      page.getByRole('heading', {
        name: look.language === 'ru' ? 'Сейчас вы не можете участвовать' : 'You may not take part',
      }),
    ).toBeVisible();
    await page.screenshot({ path: `e2e/shots/participation-none-${look.name}.png` });
    expect(await axe(page)).toEqual([]);
  });

  test(`an administrator gives permissions, ${look.name}`, async ({ admin, visitor }) => {
    const ru = look.language === 'ru';
    const word = (en: string, russian: string) => (ru ? russian : en);
    await admin.call('PATCH', '/settings', { participation: { required: false } });
    await admin.call('PATCH', '/users/admin', { participation: { kind: 'permanent' } });
    const [one, two] = [`pavel-${look.language}`, `polina-${look.language}`];
    await admin.user(one, 'Pavel', secret);
    await admin.user(two, 'Polina', secret);
    await admin.call('PATCH', `/users/${two}`, { rights: ['call', 'operator'] });
    const { page } = await visitor(personas.green, { ...look, token: admin.token });

    await page.goto('/admin/settings');
    const section = page.getByRole('region', { name: word('Who may take part', 'Кто может участвовать') });
    await section
      .getByRole('switch', { name: word('Accounts need permission', 'Для участия нужно') })
      .click({ force: true });
    await section.getByRole('combobox', { name: word('New accounts', 'Новые учётные записи') }).click();
    await page.getByRole('option', { name: word('For some days', 'Несколько дней') }).click();
    await section.getByLabel(word('For how many days', 'На сколько дней')).fill('7');
    await section.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `e2e/shots/participation-settings-${look.name}.png` });
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: word('Save', 'Сохранить') }).click();
    await expect(page.getByText(word('The settings were saved.', 'Настройки сохранены'))).toBeVisible();

    await page.goto(`/admin/people`);
    await page.getByRole('button', { name: word('Choose several', 'Выбрать нескольких') }).click();
    await page.getByRole('searchbox').fill(`-${look.language}`);
    await expect(page.getByRole('link', { name: ru ? /-en/ : /-ru/ })).toHaveCount(0);
    for (const name of ['Pavel', 'Polina']) {
      await page.getByRole('checkbox', { name: new RegExp(`: ${name}|Choose ${name}`) }).check();
    }
    await page.screenshot({ path: `e2e/shots/participation-choosing-${look.name}.png` });
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: word('Permission…', 'Разрешение…') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(word('Until', 'До'), { exact: true }).fill('2030-05-06T18:30');
    await page.screenshot({ path: `e2e/shots/participation-several-${look.name}.png` });
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: word('Give', 'Выдать') }).click();
    await expect(
      page.getByText(word('2 people have the new permission.', 'Новое разрешение у 2 человек.')),
    ).toBeVisible();
    for (const login of [one, two]) {
      const user = await admin.call<{ participation: { kind: string; until: string } }>(
        'GET',
        `/users/${login}`,
      );
      expect(user.participation.kind).toBe('until');
      expect(new Date(user.participation.until).getUTCFullYear()).toBe(2030);
    }

    await page.goto('/admin/people?show=operators');
    await page.getByRole('searchbox').fill(`-${look.language}`);
    await expect(page.getByRole('link', { name: ru ? /-en/ : /-ru/ })).toHaveCount(0);
    await expect(page.getByRole('link', { name: /Polina/ })).toBeVisible();
    await expect(page.getByRole('link', { name: /Pavel/ })).toHaveCount(0);
    await page.getByRole('link', { name: /Polina/ }).click();
    await page.getByText(word('Not at all', 'Нет'), { exact: true }).click();
    await page.getByRole('radiogroup').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `e2e/shots/participation-person-${look.name}.png` });
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: word('Save', 'Сохранить') }).click();
    await expect
      .poll(async () => (await admin.call<{ participation: object }>('GET', `/users/${two}`)).participation)
      .toEqual({ kind: 'none' });

    await page.goto('/admin/people?show=none');
    await expect(page.getByRole('link', { name: /Polina/ }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: /Pavel/ })).toHaveCount(0);
    await page.screenshot({ path: `e2e/shots/participation-list-${look.name}.png` });
  });
}
