import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { personas } from './persona';

// Planning as people do it: a weekly webinar is planned, found again, one meeting is
// moved, one cancelled and taken back, all that follow are changed, and more are made
// by a template. On a telephone, from the keyboard, and in Russian.

const inDays = (days: number) => {
  const d = new Date(Date.now() + days * 86_400_000);
  return new Date(d.getTime() - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

const dates = (page: Page) => page.getByRole('region', { name: 'Next dates' }).getByRole('listitem');
const preview = (page: Page | Locator) => page.getByRole('region', { name: 'Next meetings' });

async function choose(page: Page | Locator, root: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  await root.getByRole('option', { name: option, exact: true }).click();
}

test('a weekly webinar on a telephone: planned, found, moved, cancelled, changed, made a template', async ({
  visitor,
  admin,
}) => {
  const { page } = await visitor(personas.red, {
    token: admin.token,
    viewport: { width: 360, height: 740 },
  });
  await page.goto('/cabinet');
  await expect(page.getByText('Nothing is planned for today')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'New conference' }).click();

  // Step one: the type (G2).
  await page.getByRole('radio', { name: 'Public (webinar)' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Tuesday webinar');
  const begin = inDays(7);
  await page.getByLabel('Date').fill(begin);
  await page.getByLabel('Time *', { exact: true }).fill('10:00');
  await choose(page, page, 'Duration', '45 min');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('Moscow');
  await page.getByRole('option', { name: /^Europe\/Moscow/ }).click();
  await choose(page, page, 'Repeat', 'Every week');
  await choose(page, page, 'Ends', 'After a number of meetings');
  await page.getByLabel('Number of meetings').fill('8');
  await expect(preview(page).getByRole('listitem')).toHaveCount(5);
  await expect(preview(page)).toContainText(/every .*day at 10:00 AM, 8 times/i);
  await page.getByRole('button', { name: 'Configure' }).click(); // G5
  await expect(page.getByRole('combobox', { name: 'Reminder 1' })).toHaveValue('15 min before');
  await page.getByRole('checkbox', { name: 'Save as template' }).check(); // G6
  await page.getByRole('button', { name: 'Create conference' }).click();
  const card = page.getByRole('article', { name: 'Tuesday webinar' });
  await expect(card).toBeVisible();
  await expect(dates(page)).toHaveCount(5);

  // It is found again by the search.
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('combobox', { name: 'Search' }).fill('tuesday web');
  await page.getByRole('option', { name: /Tuesday webinar/ }).click();
  await expect(card).toBeVisible();

  // One meeting is moved, and back.
  const acts = (n: number) =>
    dates(page)
      .nth(n)
      .getByRole('button', { name: /what to do/ });
  await acts(1).click();
  await page.getByRole('menuitem', { name: 'Change this meeting' }).click();
  await page.getByRole('dialog').getByLabel('Time').fill('12:30');
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
  await expect(dates(page).nth(1)).toContainText('Moved');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(dates(page).nth(1)).not.toContainText('Moved');

  // One is cancelled and taken back before the server hears of it; then it is for good, and restored.
  const second = (await dates(page).nth(1).textContent()) ?? '';
  await acts(1).click();
  await page.getByRole('menuitem', { name: 'Cancel this meeting' }).click();
  await expect(dates(page).filter({ hasText: second })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(dates(page).nth(1)).toHaveText(second);
  await acts(1).click();
  await page.getByRole('menuitem', { name: 'Cancel this meeting' }).click();
  await page.reload(); // leaving the page carries it out
  await expect(dates(page).filter({ hasText: 'Cancelled' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Restore this meeting' }).click();
  await expect(dates(page).filter({ hasText: 'Cancelled' })).toHaveCount(0);

  // This and all following are an hour later; the first stays.
  const first = (await dates(page).nth(0).textContent()) ?? '';
  await acts(1).click();
  await page.getByRole('menuitem', { name: 'Change this and all following' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Time *', { exact: true }).fill('11:00');
  await expect(preview(dialog).getByRole('listitem').first()).toContainText('11:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(dates(page).nth(0)).toHaveText(first);
  await expect(dates(page).nth(1)).not.toHaveText(second);

  // The calendar of the telephone: a strip of the month, and the list of a day (D10).
  await page.goto(`/cabinet/scheduled?day=${begin}`);
  await expect(page.getByRole('button', { name: /, 1 meeting$/, pressed: true })).toBeVisible();
  await expect(page.getByRole('link', { name: /Tuesday webinar/ })).toBeVisible();

  // A room from the template (G26): no schedule any more.
  await page.goto('/cabinet/templates');
  await page.getByRole('link', { name: /Tuesday webinar/ }).click();
  await page.getByRole('link', { name: 'New room from it' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Room of the webinar');
  await page.getByRole('button', { name: 'Create room' }).click();
  await expect(page).toHaveURL(/\/cabinet\/rooms\//);
  await expect(page.getByRole('article', { name: 'Room of the webinar' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Next dates' })).toHaveCount(0);

  // The template is deleted, and there again.
  await page.goto('/cabinet/templates');
  await page.getByRole('link', { name: /Tuesday webinar/ }).click();
  await page.getByRole('button', { name: 'Delete the template' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the template' }).click();
  await expect(page.getByText('No templates yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: /Tuesday webinar/ })).toBeVisible();
});

test('from the keyboard alone, on a desktop', async ({ visitor, admin }) => {
  const { page } = await visitor(personas.green, { token: admin.token });
  await page.goto('/cabinet/conferences/new?type=internal');
  await page.getByRole('textbox', { name: 'Name' }).focus();
  await page.keyboard.type('Keyboard meeting');
  const reach = async (target: Locator) => {
    for (let i = 0; i < 40; i++) {
      if (await target.evaluate((el) => el === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    await expect(target).toBeFocused();
  };
  await reach(page.getByLabel('Date'));
  await reach(page.getByRole('combobox', { name: 'Repeat' }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Repeat' })).toHaveValue('Every day');
  await reach(page.getByRole('button', { name: 'Create conference' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'Keyboard meeting' })).toBeVisible();

  // Found again by Ctrl+K, and in the calendar, whose meetings are links.
  await page.goto('/cabinet');
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type('keyboard');
  await expect(page.getByRole('option', { name: /Keyboard meeting/ })).toHaveAttribute(
    'data-combobox-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'Keyboard meeting' })).toBeVisible();
  await page.goto('/cabinet/scheduled?view=week');
  await page
    .getByRole('link', { name: /Keyboard meeting/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'Keyboard meeting' })).toBeVisible();
  await expect(page).toHaveURL(/view=week/);
  const chosen = dates(page).and(page.locator('[aria-current]'));
  await expect(chosen).toHaveCount(1);

  // Dial strings: what is right can be called, what is wrong is said in words (C1).
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type('#sip:room@');
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
});

test('in Russian: every second Tuesday until a date, in words', async ({ visitor, admin }) => {
  const { page } = await visitor(personas.blue, { token: admin.token, language: 'ru' });
  await page.goto('/cabinet/conferences/new');
  await page.getByRole('button', { name: 'Продолжить' }).click();
  await page.getByRole('textbox', { name: 'Название' }).fill('Совет');
  await page.getByLabel('Дата').fill('2027-01-05');
  await page.getByLabel('Время *', { exact: true }).fill('10:00');
  await choose(page, page, 'Повтор', 'Своё правило…');
  await page.getByRole('textbox', { name: 'Каждые' }).fill('2');
  await choose(page, page, 'Окончание', 'В указанный день');
  await page.getByLabel('Последний день').fill('2027-03-01');
  const words = page.getByRole('region', { name: 'Ближайшие встречи' });
  await expect(words).toContainText('каждый второй вторник в 10:00 до 1 марта 2027 г.');
  await expect(words.getByRole('listitem')).toHaveCount(4);
  await page.getByRole('button', { name: 'Создать конференцию' }).click();
  await expect(page.getByRole('article', { name: 'Совет' })).toContainText('каждый второй вторник');
  await page.goto('/cabinet/scheduled?view=list');
  await expect(page.getByRole('link', { name: /Совет/ })).toBeVisible();
  await page.goto('/cabinet/rooms');
  await expect(page.getByRole('heading', { name: 'Виртуальные комнаты' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Совет/ })).toHaveCount(0);
});
