import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

const shots = new URL('./shots/', import.meta.url).pathname;
const phone = { width: 360, height: 740 };

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a weekly webinar with registration and an own field is planned, and guests see that form (G20–G25)', async ({
  admin,
  visitor,
}) => {
  const { page } = await visitor(personas.red, { token: admin.token });
  await page.goto('/cabinet/conferences/new?type=public');
  await page.getByRole('textbox', { name: 'Name' }).fill('Webinar of bells');
  await page.getByLabel('Date').fill(inDays(7));
  await page.getByRole('combobox', { name: 'Repeat', exact: true }).click();
  await page.getByRole('option', { name: 'Every week', exact: true }).click();
  await page.getByRole('tab', { name: 'Registration' }).click();
  await page.getByRole('switch', { name: 'Registration' }).check();
  await page.getByRole('radio', { name: 'Never' }).click();
  await page.getByRole('checkbox', { name: 'Company', exact: true }).check();

  // An own field; without a label it is refused.
  await page.getByRole('button', { name: 'Create a field' }).click();
  await page.getByRole('button', { name: 'Create conference' }).click();
  await expect(page.getByText('Give each own field a label.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Label of the field' }).fill('What do you ring?');
  await page.getByRole('checkbox', { name: 'Mandatory: What do you ring?' }).check();

  // It goes up by its button, and the company up by the keyboard.
  const rows = page.getByRole('region', { name: 'Form' }).getByRole('listitem');
  await page.getByRole('button', { name: 'Up: What do you ring?' }).click();
  await expect(rows.nth(4)).toContainText('Company');
  await page.getByRole('button', { name: 'Carry “Company” to another place' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(/^Company.* place 5\.$/)).toBeAttached();
  await expect(async () => {
    await page.keyboard.press('ArrowUp');
    await expect(page.getByText('Company: place 4.')).toBeAttached({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Space');
  await expect(page.getByText('Company is put at place 4.')).toBeAttached();
  await expect(rows.nth(3)).toContainText('Company');
  await expect.poll(() => axe(page)).toEqual([]); // when what was open has closed
  await page.screenshot({ path: `${shots}registration-editor-desktop.png`, fullPage: true });
  await page.setViewportSize(phone);
  await page.screenshot({ path: `${shots}registration-editor-phone.png`, fullPage: true });
  await page.setViewportSize({ width: 1280, height: 800 });

  // With registration there is no PIN (G11).
  await page.getByRole('tab', { name: 'Additional' }).click();
  await expect(page.getByRole('switch', { name: /PIN/ })).toBeDisabled();
  await page.getByRole('button', { name: 'Create conference' }).click();
  await expect(page.getByRole('article', { name: 'Webinar of bells' })).toBeVisible();
  await expect(page.getByText('Nobody yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy the code for a site' })).toBeVisible();
  await expect.poll(() => axe(page)).toEqual([]); // when what was open has closed
  const id = new URL(page.url()).pathname.split('/')[3] ?? '';

  // The fields are chosen once (G24).
  await page.goto(`/cabinet/conferences/${id}/edit`);
  await page.getByRole('tab', { name: 'Registration' }).click();
  await expect(page.getByText(/They cannot be changed/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create a field' })).toHaveCount(0);
  await expect.poll(() => axe(page)).toEqual([]); // when what was open has closed
  await page.screenshot({ path: `${shots}registration-locked.png`, fullPage: true });

  const { url } = await admin.call<{ url: string }>('GET', `/conferences/${id}`);
  const guest = await visitor(personas.green, { viewport: phone });
  await guest.page.goto(new URL(url).pathname);
  await guest.page.getByRole('button', { name: 'Register' }).click();
  await expect(guest.page.getByRole('textbox')).toHaveCount(5);
  await expect(guest.page.getByLabel('What do you ring? *')).toBeVisible();
  await expect(guest.page.getByLabel('Company')).toBeVisible();
});
