import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { chosenLooks } from './looks';
import { personas } from './persona';

// G8, G9: an owner puts people into windows, and there they are.

const { red, green, blue } = personas;
const shots = new URL('./shots/', import.meta.url).pathname;
const people = { anna: 'Anna', boris: 'Boris', clara: 'Clara' };

interface Layout {
  windows: number;
  seats?: { login?: string }[];
  terminals?: Layout;
  individual?: (Layout & { of: { login: string } })[];
  fixed?: boolean;
  manual?: boolean;
}

const seatsOf = ({ seats }: Layout) => seats?.map((s) => s.login ?? '-').join(' ') ?? '';

test.beforeAll(async ({ admin }) => {
  await mkdir(shots, { recursive: true });
  for (const [login, name] of Object.entries(people)) await admin.user(login, name, `${login}-has-a-word`);
});

const invited = Object.entries(people).map(([login, name]) => ({ login, name }));
const layoutTab = /^(Layout|Раскладка)/;

async function open(page: Page, id: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`/cabinet/rooms/${id}/edit`);
  await page.getByRole('tab', { name: layoutTab }).click();
}

const stored = async (admin: Api, id: string) =>
  (await admin.call<{ layout: Layout }>('GET', `/conferences/${id}`)).layout;

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(/rooms\/[0-9a-f]{16}$/);
}

/** Whoever stands in each window of the board. */
const onBoard = (page: Page) =>
  page
    .locator('[data-window]')
    .evaluateAll((all) => all.map((w) => w.querySelector('button')?.title ?? '-').join(' '));

test('by keyboard alone people are placed, changed and taken out', async ({ admin, visitor }) => {
  const { id } = await admin.room({
    invited,
    layout: { type: 'grid', windows: 4, content: false, names: 'bottom' },
  });
  const { page } = await visitor(red, { token: admin.token });
  await open(page, id);
  const said = page.locator('[aria-live="assertive"][id^="DndLiveRegion"]');
  const carry = async (name: string | RegExp, keys: string[], where: RegExp) => {
    await page.getByRole('button', { name }).first().focus();
    await page.keyboard.press('Space');
    await expect(said).toContainText(/is taken|without a window|Window/);
    for (const key of keys) await page.keyboard.press(key);
    await expect(said).toContainText(where);
    await page.keyboard.press('Space');
    await expect(said).toContainText('is put here');
  };
  await carry('Anna, without a window', ['ArrowUp'], /Window [34]/);
  const before = await onBoard(page);
  await carry(/^Anna, in window/, ['ArrowUp'], /Window [12]/);
  expect(await onBoard(page)).not.toBe(before);
  await page.getByRole('button', { name: 'Clear' }).press('Enter');
  await expect.poll(() => onBoard(page)).toBe('- - - -');
  // Choosing from lists does the same.
  const choose = async (window: number, name: string) => {
    const field = page.getByRole('combobox', { name: `Window ${window}` });
    await field.focus();
    await field.press('Enter');
    await page.getByRole('option', { name, exact: true }).waitFor();
    const options = await page.getByRole('option').allTextContents();
    const at = options.indexOf(name) - options.indexOf((await field.inputValue()) || 'Auto');
    for (let i = 0; i < Math.abs(at); i++) await field.press(at > 0 ? 'ArrowDown' : 'ArrowUp');
    await field.press('Enter');
    await expect(field).toHaveValue(name);
  };
  await choose(1, 'Clara');
  await choose(3, 'Anna');
  await choose(1, 'Anna');
  await expect.poll(() => onBoard(page)).toBe('Anna - Clara -');
  await page.getByRole('switch', { name: 'Fill free windows automatically' }).press('Space');
  await page.getByRole('switch', { name: 'Forbid people to change the layout' }).press('Space');
  expect(await axe(page)).toEqual([]);
  await save(page);
  const layout = await stored(admin, id);
  expect([seatsOf(layout), layout.manual, layout.fixed]).toEqual(['anna - clara', true, true]);
});

test('by mouse, in full screen, for room systems and for one person', async ({ admin, visitor }) => {
  const { id } = await admin.room({ invited });
  const { page } = await visitor(red, { token: admin.token });
  await open(page, id);
  await page.getByRole('button', { name: 'Place people into windows' }).click();
  await page.getByRole('button', { name: 'Full screen' }).click();
  const dialog = page.getByRole('dialog');
  const drag = async (name: RegExp, window: number) => {
    const from = await dialog.getByRole('button', { name }).boundingBox();
    const to = await dialog.locator(`[data-window="${window}"]`).boundingBox();
    if (!from || !to) throw new Error('nothing to drag');
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 });
    await page.mouse.up();
  };
  await drag(/^Boris/, 1);
  await expect.poll(() => onBoard(page)).toMatch(/^Boris/);
  await drag(/^Anna/, 2);
  await drag(/^Boris/, 2); // they change places
  await expect.poll(() => onBoard(page)).toMatch(/^Anna Boris/);
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: `${shots}layouts-whole.png` });
  await dialog.getByRole('button', { name: 'Close the full screen' }).click();
  await page.getByRole('tab', { name: 'Room systems' }).click();
  await page.getByRole('switch', { name: 'The same as for everybody' }).click();
  await page.getByRole('radio', { name: 'Speaker, others right' }).click();
  await page.getByRole('button', { name: 'One person…' }).click();
  await page.getByRole('menuitem', { name: 'Clara' }).click();
  await expect(page.getByRole('tab', { name: 'Clara' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Fill with the invited' }).click();
  await save(page);
  const layout = await stored(admin, id);
  expect(seatsOf(layout)).toBe('anna boris');
  expect(layout.terminals).toMatchObject({ type: 'priority_right' });
  expect(layout.individual?.map((i) => i.of.login)).toEqual(['clara']);
});

test('two browsers show the placed where they were put', async ({ server, admin, visitor }) => {
  const arrangement = (seats: string) => ({
    type: 'grid',
    windows: 4,
    content: true,
    names: 'bottom',
    seats: seats.split(' ').map((login) => (login === '-' ? {} : { login })),
  });
  const { cid, id } = await admin.room({
    invited,
    layout: { ...arrangement('boris anna - clara'), manual: true, fixed: true },
  });
  const signedIn = async (login: string) => (await Api.login(server, login, `${login}-has-a-word`)).token;
  const anna = await visitor(green, { token: await signedIn('anna') });
  const boris = await visitor(blue, { token: await signedIn('boris') });
  await anna.join(cid);
  await boris.join(cid);
  for (const one of [anna, boris]) {
    await expect.poll(() => one.windows()).toEqual(['Boris', 'Anna', 'Empty window', 'Kept for Clara']);
    await expect
      .poll(() =>
        one.page.evaluate(() => {
          const stage = document.querySelector('.stage')?.getBoundingClientRect() as DOMRect;
          return [...document.querySelectorAll('.tile')].map((tile) => {
            const r = tile.getBoundingClientRect();
            return `${r.top + r.height / 2 < stage.top + stage.height / 2 ? 'top' : 'bottom'} ${
              r.left + r.width / 2 < stage.left + stage.width / 2 ? 'left' : 'right'
            }`;
          });
        }),
      )
      .toEqual(['top left', 'top right', 'bottom left', 'bottom right']);
  }
  await expect.poll(() => anna.sees('Boris')).toBe('blue');
  await expect.poll(() => boris.sees('Anna')).toBe('green');
  // Who does not lead is told why he cannot choose, and still pins for himself.
  await anna.page.keyboard.press('l');
  await expect(anna.dialog()).toContainText('The moderators have set one layout for everybody');
  await expect(anna.dialog().getByRole('radio')).toHaveCount(0);
  expect(await axe(anna.page)).toEqual([]);
  await anna.page.screenshot({ path: `${shots}layouts-fixed.png` });
  await anna.page.keyboard.press('Escape');
  // The owner changes places while it runs, and all pages follow.
  const { revision } = await admin.call<{ revision: number }>('GET', `/conferences/${id}`);
  await admin.call('PATCH', `/conferences/${id}`, { revision, layout: arrangement('anna boris') });
  for (const one of [anna, boris]) await expect.poll(() => one.windows()).toEqual(['Anna', 'Boris']);
  await anna.page.keyboard.press('l');
  await expect(anna.dialog().getByRole('radio', { name: 'Tiles' })).toBeVisible();
});

for (const look of chosenLooks([
  { name: 'desktop-light-en', viewport: { width: 1280, height: 800 }, scheme: 'light', language: 'en' },
  { name: 'desktop-dark-ru', viewport: { width: 1280, height: 800 }, scheme: 'dark', language: 'ru' },
  { name: 'phone-light-en', viewport: { width: 360, height: 740 }, scheme: 'light', language: 'en' },
  { name: 'phone-dark-ru', viewport: { width: 360, height: 740 }, scheme: 'dark', language: 'ru' },
] as const)) {
  test(`the layout tab, ${look.name}`, async ({ admin, visitor }) => {
    const seats = [{ login: 'boris' }, {}, { login: 'anna' }];
    const { id } = await admin.room({
      invited,
      layout: {
        type: 'priority_around',
        windows: 6,
        content: false,
        names: 'bottom',
        seats,
        individual: [
          { of: { login: 'clara' }, type: 'grid', windows: 16, content: true, names: 'top', seats },
        ],
      },
    });
    const { page } = await visitor(red, { token: admin.token, ...look });
    await open(page, id);
    await expect(page.locator('[data-window]')).toHaveCount(6);
    await page.screenshot({ path: `${shots}layouts-${look.name}.png`, fullPage: true });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(wider).toBeLessThanOrEqual(0);
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Clara' }).click();
    await expect(page.locator('[data-window]')).toHaveCount(16);
    await page.screenshot({ path: `${shots}layouts-own-${look.name}.png`, fullPage: true });
  });
}
