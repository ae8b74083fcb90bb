import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { Api } from './api';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { chosenLooks } from './looks';
import { personas } from './persona';

// Every page of planning, on a desktop and on a telephone, light and dark, in both
// languages: axe finds nothing, nothing is wider than the screen, the page itself
// complains of nothing. The pictures are kept in e2e/shots and are there to be looked at.

const shots = new URL('./shots/', import.meta.url).pathname;

const desktop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
const looks = [
  { name: 'desktop-light-en', viewport: desktop, scheme: 'light', language: 'en' },
  { name: 'desktop-dark-ru', viewport: desktop, scheme: 'dark', language: 'ru' },
  { name: 'phone-light-en', viewport: phone, scheme: 'light', language: 'en' },
  { name: 'phone-dark-ru', viewport: phone, scheme: 'dark', language: 'ru' },
] as const;

interface Made {
  weekly: string;
  template: string;
}

/** One with the address of the place before it is not loaded again; what is open there is closed. */
interface Place {
  name: string;
  path: (made: Made) => string;
  act?: (page: Page) => Promise<void>;
  /** Other than on both. */
  only?: 'desktop';
}

const places: Place[] = [
  { name: 'home', path: () => '/cabinet' },
  {
    name: 'find',
    path: () => '/cabinet',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('вер');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
  { name: 'month', path: () => '/cabinet/scheduled' },
  { name: 'week', path: () => '/cabinet/scheduled?view=week', only: 'desktop' },
  { name: 'day', path: () => '/cabinet/scheduled?view=day', only: 'desktop' },
  { name: 'list', path: () => '/cabinet/scheduled?view=list' },
  { name: 'card', path: ({ weekly }) => `/cabinet/conferences/${weekly}` },
  {
    name: 'card-acts',
    path: ({ weekly }) => `/cabinet/conferences/${weekly}`,
    act: (page) =>
      page
        .getByRole('button', { name: /what to do|что сделать/ })
        .first()
        .click(),
  },
  {
    name: 'move',
    path: ({ weekly }) => `/cabinet/conferences/${weekly}`,
    act: async (page) => {
      await page.getByRole('button', { name: /^(Change|Изменить)$/ }).click();
      await page.getByRole('menuitem', { name: /^(Change this meeting|Изменить эту встречу)$/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'following',
    path: ({ weekly }) => `/cabinet/conferences/${weekly}`,
    act: async (page) => {
      await page.getByRole('button', { name: /^(Change|Изменить)$/ }).click();
      await page.getByRole('menuitem', { name: /this and all following|эту и все следующие/ }).click();
      await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(5);
    },
  },
  { name: 'rooms', path: () => '/cabinet/rooms' },
  { name: 'step-one', path: () => '/cabinet/conferences/new' },
  {
    name: 'new-weekly',
    path: () => '/cabinet/conferences/new?type=public',
    act: async (page) => {
      await page.getByRole('combobox', { name: /^(Repeat|Повтор)$/ }).click();
      await page.getByRole('option', { name: /^(Custom…|Своё правило…)$/ }).click();
      await expect(
        page.getByRole('region', { name: /Next meetings|Ближайшие встречи/ }).getByRole('listitem'),
      ).toHaveCount(5);
      await page.getByRole('region', { name: /Next meetings|Ближайшие встречи/ }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'edit-schedule', path: ({ weekly }) => `/cabinet/conferences/${weekly}/edit` },
  { name: 'templates', path: () => '/cabinet/templates' },
  { name: 'template', path: ({ template }) => `/cabinet/templates/${template}` },
  { name: 'template-edit', path: ({ template }) => `/cabinet/templates/${template}/edit` },
];

const two = (n: number) => String(n).padStart(2, '0');
const dateAt = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;

/** What a month of somebody looks like who plans. */
async function plan(admin: Api): Promise<Made> {
  await admin.user('vera', 'Вера Соколова', 'vera-has-a-word');
  const now = new Date();
  const inDays = (days: number) => dateAt(new Date(now.getTime() + days * 86_400_000));
  const zone = 'Europe/Moscow';
  const weekly = await admin.room({
    name: 'Вебинар: как мы делаем Veche',
    description: 'Каждую неделю о новом.',
    invited: [{ login: 'vera', name: 'Вера Соколова', moderator: true }],
    schedule: {
      series: [{ start: `${inDays(0)}T23:00`, zone, minutes: 60, rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=20' }],
    },
  });
  for (const [name, days, time, minutes, rule] of [
    ['Планёрка отдела разработки', 0, '09:30', 30, 'FREQ=DAILY'],
    ['Совет', 1, '14:00', 90, ''],
    ['Interview with Anna', 1, '15:00', 45, ''],
    ['Отчёт за квартал', 3, '11:00', 120, ''],
  ] as const) {
    await admin.room({
      name,
      access: 'internal',
      schedule: { series: [{ start: `${inDays(days)}T${time}`, zone, minutes, ...(rule ? { rule } : {}) }] },
    });
  }
  await admin.room({ name: 'Комната переговоров' });
  await admin.room({ name: 'Open room', pin: '756910' });
  const template = await admin.call<{ id: string }>('POST', '/templates', { from: weekly.id });
  return { weekly: weekly.id, template: template.id };
}

let made: Made;
test.beforeAll(async ({ servers }, info) => {
  await mkdir(shots, { recursive: true });
  made = await plan((await servers.of(info.file)).admin);
});

async function check(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}planning-${name}.png` });
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(wider, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  expect.soft(await axe(page), `axe on ${name}`).toEqual([]);
}

for (const { name, ...look } of chosenLooks(looks)) {
  test(`the pages of planning, ${name}`, async ({ admin, visitor }) => {
    test.setTimeout(300_000);
    const { page, context } = await visitor(personas.red, { ...look, token: admin.token });
    await context.addInitScript(
      (language) => localStorage.setItem('veche.language', language),
      look.language,
    );
    await page.emulateMedia({ reducedMotion: 'reduce' });
    let at = '';
    for (const place of places) {
      if (place.only && look.viewport !== desktop) continue;
      if (process.env.VECHE_E2E_PLACE && !process.env.VECHE_E2E_PLACE.split(',').includes(place.name))
        continue;
      if (at === place.path(made)) await page.keyboard.press('Escape');
      else await page.goto(place.path(made));
      at = place.path(made);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
      await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
      await place.act?.(page);
      await check(page, `${place.name}-${name}`);
    }
  });
}
