import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

const secret = 'bell-of-pskov-1510';
const looks = [
  { name: 'desktop-light-en', language: 'en', scheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'phone-dark-ru', language: 'ru', scheme: 'dark', viewport: { width: 360, height: 740 } },
] as const;

test('an administrator makes a group, puts several people into it and shows it (B3)', async ({
  admin,
  visitor,
}) => {
  await admin.user('vera', 'Vera', secret);
  await admin.user('ivan', 'Ivan', secret);
  const { page } = await visitor(personas.green, { token: admin.token });
  await page.goto('/admin/people');
  await page.getByRole('button', { name: 'Groups', exact: true }).click();
  await page.getByLabel('New group').fill('Sales');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name of the group Sales')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Choose several' }).click();
  await page.getByRole('checkbox', { name: 'Choose Vera' }).check();
  await page.getByRole('checkbox', { name: 'Choose Ivan' }).check();
  await page.getByRole('button', { name: 'Groups…' }).click();
  await page.getByRole('combobox', { name: 'Add to' }).click();
  await page.getByRole('option', { name: 'Sales' }).click();
  await page.getByRole('heading', { name: 'Groups of 2 people' }).click(); // the list of groups closes
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The groups of 2 people are changed.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Which people' }).click();
  await page.getByRole('option', { name: 'Sales' }).click();
  await expect(page.getByRole('link', { name: /Vera/ })).toBeVisible();
  await expect(page.getByText('2 people', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: /Vera/ }).click();
  await expect(page.getByRole('article').getByText('Sales').first()).toBeVisible();
});

for (const look of looks) {
  test(`people and their groups, ${look.name}`, async ({ admin, visitor }) => {
    const groups = await admin.call<{ items: { id: string }[] }>('GET', '/people-groups');
    for (const { id } of groups.items) await admin.call('DELETE', `/people-groups/${id}`);
    const sales = await admin.call<{ id: string }>('POST', '/people-groups', { name: 'Отдел продаж' });
    await admin.call('POST', '/people-groups', { name: 'Отдел кадров' });
    const login = look.language === 'ru' ? 'vera.ru' : 'vera.en'; // the server is kept between tests
    await admin.user(login, 'Vera', secret);
    await admin.call('PATCH', `/users/${login}`, { groups: [sales.id] });
    const { page } = await visitor(personas.green, { ...look, token: admin.token });
    const ru = look.language === 'ru';
    const seen = async (name: string) => {
      await page.screenshot({ path: `e2e/shots/people-groups-${name}-${look.name}.png` });
      expect
        .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
        .toBeLessThanOrEqual(0);
      expect.soft(await axe(page)).toEqual([]);
    };
    await page.goto(`/admin/people/${login}`);
    await expect(page.getByRole('article').getByText('Отдел продаж').first()).toBeVisible();
    await seen('card');
    await page.goto('/admin/people');
    await page.getByRole('button', { name: ru ? 'Группы' : 'Groups', exact: true }).click();
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(2);
    await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))));
    await seen('dialog');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: ru ? 'Выбрать нескольких' : 'Choose several' }).click();
    await page.getByRole('checkbox', { name: /Vera/ }).first().check();
    await seen('chosen');
    await page.getByRole('button', { name: ru ? 'Группы…' : 'Groups…' }).click();
    await expect(page.getByRole('combobox', { name: ru ? 'Добавить в' : 'Add to' })).toBeVisible();
    await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))));
    await seen('several');
  });
}

for (const look of looks) {
  test(`rights of several people at once (B3, E1–E10), ${look.name}`, async ({ admin, visitor }) => {
    const ru = look.language === 'ru';
    const logins = [`olga.${look.language}`, `petr.${look.language}`];
    for (const login of logins) await admin.user(login, login, secret);
    await admin.call('PATCH', `/users/${logins[0]}`, { rights: ['call', 'operator'] });
    const { page } = await visitor(personas.green, { ...look, token: admin.token });
    await page.goto('/admin/people');
    await page.getByRole('button', { name: ru ? 'Выбрать нескольких' : 'Choose several' }).click();
    for (const login of logins) {
      await page.getByRole('checkbox', { name: new RegExp(`: ${login}|Choose ${login}`) }).check();
    }
    await page.getByRole('button', { name: ru ? 'Права…' : 'Rights…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(
      dialog.getByText(ru ? 'Права ни у кого не изменятся.' : "Nobody's rights change."),
    ).toBeVisible();
    await dialog
      .getByRole('radiogroup', { name: ru ? 'Оператор' : 'Operator' })
      .getByText(ru ? 'Дать' : 'Give')
      .click();
    await expect(
      dialog.getByText(ru ? 'Изменятся права 1 из 2.' : 'The rights of 1 of 2 change.'),
    ).toBeVisible();
    await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))));
    await page.screenshot({ path: `e2e/shots/people-rights-${look.name}.png` });
    expect
      .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
      .toBeLessThanOrEqual(0);
    expect.soft(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: ru ? 'Изменить права' : 'Change the rights' }).click();
    await expect(
      page.getByText(ru ? 'Права заданы у 2 человек.' : '2 people have the rights as chosen.'),
    ).toBeVisible();
    for (const login of logins) {
      const user = await admin.call<{ rights: string[] }>('GET', `/users/${login}`);
      expect(user.rights).toContain('operator');
      expect(user.rights).toContain('call');
    }
  });
}
