import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe } from './axe';
import { expect, test } from './fixtures';
import { chosenLooks } from './looks';
import { personas } from './persona';

// Every page of the cabinet, on a desktop and on a telephone, light and dark, in
// both languages (the main ones in all four looks): axe finds nothing, nothing is wider than the screen, the page
// itself complains of nothing (content security policy included). The pictures
// are kept in e2e/shots and are there to be looked at.

const shots = new URL('./shots/', import.meta.url).pathname;

const variants = [
  {
    name: 'desktop-light-en',
    every: true,
    viewport: { width: 1280, height: 800 },
    scheme: 'light',
    language: 'en',
  },
  {
    name: 'desktop-dark-ru',
    every: false,
    viewport: { width: 1280, height: 800 },
    scheme: 'dark',
    language: 'ru',
  },
  {
    name: 'phone-light-en',
    every: false,
    viewport: { width: 360, height: 740 },
    scheme: 'light',
    language: 'en',
  },
  {
    name: 'phone-dark-ru',
    every: true,
    viewport: { width: 360, height: 740 },
    scheme: 'dark',
    language: 'ru',
  },
] as const;

const tab = (n: number) => (page: Page) => page.getByRole('tab').nth(n).click();

/** One with the address of the place before it is not loaded again; what is open there is closed. */
interface Place {
  name: string;
  path: (room: string) => string;
  act?: (page: Page) => Promise<void>;
}

const places: Place[] = [
  { name: 'rooms', path: () => '/cabinet/rooms' },
  { name: 'card', path: (room) => `/cabinet/rooms/${room}` },
  { name: 'new-main', path: () => '/cabinet/rooms/new?type=internal' },
  { name: 'edit-participants', path: (room) => `/cabinet/rooms/${room}/edit`, act: tab(1) },
  { name: 'edit-layout', path: (room) => `/cabinet/rooms/${room}/edit`, act: tab(2) },
  { name: 'edit-additional', path: (room) => `/cabinet/rooms/${room}/edit`, act: tab(3) },
  { name: 'recordings', path: (room) => `/cabinet/rooms/${room}/recordings` },
  { name: 'profile', path: () => '/cabinet/profile' },
  { name: 'profile-password', path: () => '/cabinet/profile?tab=password' },
  { name: 'profile-other', path: () => '/cabinet/profile?tab=other' },
  { name: 'profile-sessions', path: () => '/cabinet/profile?tab=sessions' },
  { name: 'profile-keys', path: () => '/cabinet/profile?tab=keys' },
  {
    name: 'profile-key-new',
    path: () => '/cabinet/profile?tab=keys',
    act: (page) => page.getByRole('button', { name: /New key|Новый ключ/ }).click(),
  },
  { name: 'profile-devices', path: () => '/cabinet/profile?tab=devices' },
  {
    name: 'profile-device-made',
    path: () => '/cabinet/profile?tab=devices',
    act: async (page) => {
      await page.getByRole('button', { name: /New phone or terminal|Новый телефон или терминал/ }).click();
      await page.getByLabel(/^(Name|Название)$/).fill('Телефон 12');
      await page.getByRole('button', { name: /Make the password|Создать пароль/ }).click();
      await expect(page.getByRole('status', { name: /^(Password|Пароль)$/ })).toBeVisible();
    },
  },
  { name: 'telephony', path: () => '/admin/telephony' },
  { name: 'telephony-trunks', path: () => '/admin/telephony?tab=trunks' },
  {
    name: 'telephony-trunk-new',
    path: () => '/admin/telephony?tab=trunks',
    act: async (page) => {
      await page.getByRole('button', { name: /Add a trunk|Добавить транк/ }).click();
      await page.getByRole('button', { name: /Add a pattern|Добавить шаблон/ }).click();
    },
  },
  {
    name: 'telephony-test',
    path: () => '/admin/telephony?tab=trunks',
    act: (page) => page.getByRole('button', { name: /^(Test call|Проверочный вызов)$/ }).click(),
  },
  { name: 'telephony-devices', path: () => '/admin/telephony?tab=devices' },
  { name: 'telephony-calls', path: () => '/admin/telephony?tab=calls' },
  { name: 'telephony-settings', path: () => '/admin/telephony?tab=settings' },
  { name: 'people', path: () => '/admin/people' },
  {
    name: 'person-new',
    path: () => '/admin/people',
    act: (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /Add a person|Добавить пользователя/ })
        .click(),
  },
  { name: 'person', path: () => '/admin/people/vera' },
  { name: 'settings', path: () => '/admin/settings' },
  { name: 'nowhere', path: () => '/cabinet/nowhere' },
];

/** The pages that are looked at in all four looks. */
const main = ['card', 'edit-layout', 'edit-additional', 'person', 'telephony', 'settings'];

/** What the page says in the console; a refused session is how the login page learns that nobody is signed in. */
function complaintsOf(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (m) => {
    if (m.type() === 'error' && !m.text().includes('status of 401')) said.push(m.text());
  });
  page.on('pageerror', (e) => said.push(e.message));
  return said;
}

async function check(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}cabinet-${name}.png` });
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(wider, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  expect.soft(await axe(page), `axe on ${name}`).toEqual([]);
}

test.beforeAll(async ({ admin }) => {
  await mkdir(shots, { recursive: true });
  await admin.user('vera', 'Вера Соколова', 'vera-has-a-word');
  await admin.call('POST', '/users/vera/devices', { label: 'Настольный телефон, комната 12' });
  await admin.call('POST', '/admin/sip/trunks', {
    name: 'АТС офиса',
    host: 'pbx.example.org',
    login: 'veche',
    password: 'secret',
    default: true,
    patterns: [{ match: '8.', strip: 1, prepend: '+7' }],
  });
});

for (const { name, every, ...look } of chosenLooks(variants)) {
  test(`the pages of the cabinet, ${name}`, async ({ admin, visitor }) => {
    test.setTimeout(240_000);
    const room = await admin.room({
      name: 'Планёрка отдела разработки',
      pin: '756910',
      waitingRoom: true,
      waitingCategory: 'only_guests',
      description: 'Что сделано за неделю, что мешает, что дальше.',
      location: 'Переговорная 3',
      invited: [{ login: 'vera', name: 'Вера Соколова', moderator: true }, { email: 'guest@example.org' }],
    });
    await admin.call('POST', `/conferences/${room.id}/start`);

    const guest = await visitor(personas.green, look);
    const guestSays = complaintsOf(guest.page);
    // Pictures are taken of pages, not of what moves on them.
    await guest.page.emulateMedia({ reducedMotion: 'reduce' });
    await guest.page.goto('/login');
    await expect(guest.page.getByRole('heading', { level: 1 })).toBeVisible();
    await check(guest.page, `login-${name}`);
    expect(guestSays).toEqual([]);

    const { page, context } = await visitor(personas.red, { ...look, token: admin.token });
    await context.addInitScript(
      (language) => localStorage.setItem('veche.language', language),
      look.language,
    );
    const said = complaintsOf(page);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    let at = '';
    for (const place of every ? places : places.filter((p) => main.includes(p.name))) {
      if (at === place.path(room.id)) await page.keyboard.press('Escape');
      else await page.goto(place.path(room.id));
      at = place.path(room.id);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
      await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
      await place.act?.(page);
      await check(page, `${place.name}-${name}`);
    }
    expect(said).toEqual([]);
    await admin.call('DELETE', `/conferences/${room.id}`);
  });
}
