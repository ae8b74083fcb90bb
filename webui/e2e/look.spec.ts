import { axe } from './axe';
import { cutControls } from './cut';
import { expect, test } from './fixtures';
import { chosenLooks } from './looks';
import { personas } from './persona';
import type { Visitor } from './visitor';

/**
 * Every page as people see it: axe finds nothing, nothing is wider than the
 * screen, and a picture is kept in e2e/shots to be looked at.
 */
const looks = [
  { language: 'en', scheme: 'light', viewport: { width: 1280, height: 800 } },
  { language: 'ru', scheme: 'dark', viewport: { width: 1280, height: 800 } },
  { language: 'en', scheme: 'light', viewport: { width: 360, height: 740 } },
  { language: 'ru', scheme: 'dark', viewport: { width: 360, height: 740 } },
] as const;

for (const look of chosenLooks(looks)) {
  const mark = `${look.viewport.width < 700 ? 'phone' : 'desktop'}-${look.scheme}-${look.language}`;
  const ru = look.language === 'ru';
  const word = (en: string, russian: string) => (ru ? russian : en);

  const check = async ({ page }: Visitor, name: string) => {
    await page.evaluate(() =>
      Promise.all(
        document
          .getAnimations()
          .filter((a) => a.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
          .map((a) => a.finished.catch(() => undefined)),
      ),
    );
    await page.screenshot({ path: `e2e/shots/${name}-${mark}.png` });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(wide, `${name} is too wide`).toBeLessThanOrEqual(0);
    expect.soft(await cutControls(page), `${name}: words that do not fit`).toEqual([]);
    expect.soft(await axe(page), name).toEqual([]);
  };

  test(`pages before and after the call, ${mark}`, async ({ admin, visitor }) => {
    const open = await admin.room({
      name: word('Weekly meeting', 'Еженедельная встреча'),
      description: word('What we did, what comes next.', 'Что сделано и что дальше.'),
    });
    const closed = await admin.room({ pin: '756910' });
    const inner = await admin.room({ access: 'internal' });
    const waited = await admin.room({
      waitingRoom: true,
      name: word('Weekly meeting', 'Еженедельная встреча'),
    });
    const v = await visitor(personas.green, look);
    await v.page.goto('/');
    await expect(v.page.getByRole('heading', { level: 1 })).toBeVisible();
    await check(v, 'guest');
    await v.page.getByRole('button', { name: word('Administrator', 'Администратор') }).click();
    await check(v, 'contacts');
    await v.page.goto('/guide');
    await expect(v.page.getByRole('heading', { level: 1 })).toBeVisible();
    await check(v, 'guide');
    await v.page.goto(`/c/${closed.cid}`);
    await v.page.getByLabel('PIN', { exact: true }).fill('1111');
    await v.page.keyboard.press('Enter');
    await expect(v.page.getByRole('alert')).toBeVisible();
    await check(v, 'pin');
    await v.page.goto(`/c/${inner.cid}`);
    await expect(v.page.getByRole('heading', { name: word('Only for', 'Только для') })).toBeVisible();
    await check(v, 'refused');
    await v.page.goto(`/c/${open.cid}`);
    await expect(v.page.locator('.preview video')).toBeVisible();
    await check(v, 'prepare');
    await v.page.goto(`/c/${waited.cid}`);
    await v.page.getByLabel(word('Your name', 'Ваше имя')).fill('Galina');
    await v.page.locator('form button[type=submit]').click();
    await expect(v.page.locator('.waiting')).toBeVisible();
    await check(v, 'waiting');
    await v.page.getByRole('button', { name: word('Stop waiting', 'Не ждать') }).click();
    await check(v, 'over');
  });

  test(`the call, ${mark}`, async ({ admin, visitor }) => {
    test.setTimeout(240_000);
    const room = await admin.room({
      name: word('Weekly meeting', 'Еженедельная встреча'),
      waitingRoom: true,
    });
    const host = await visitor(personas.red, { ...look, token: admin.token });
    // The call is dark unless light is chosen; here it is, once.
    const chosen = mark === 'desktop-light-en';
    if (chosen) await host.page.addInitScript(() => localStorage.setItem('veche.scheme', 'light'));
    await host.page.goto(`/c/${room.cid}`);
    await host.page.locator('form button[type=submit]').click();
    await expect(host.page.getByRole('toolbar')).toBeVisible();
    await check(host, 'call-alone');

    const guest = await visitor(personas.green);
    await guest.page.goto(`/c/${room.cid}`);
    await guest.press();
    await host.page.keyboard.press('p');
    const letIn = host.page.getByRole('button', { name: word('Let Galina in', 'Впустить: Galina') });
    await expect(letIn).toBeVisible();
    await check(host, 'call-waiting');
    await letIn.click();
    await expect(guest.page.getByRole('toolbar')).toBeVisible();
    await guest.page.keyboard.press('h');
    await expect(host.page.locator('.person .mark-hand')).toBeVisible();
    await check(host, 'call-people');
    await host.page.keyboard.press('p');
    await expect.poll(() => host.sees('Galina')).toBe('green');
    await check(host, 'call');
    await host.page.keyboard.press('r');
    await expect(host.page.locator('button.recording-mark')).toBeVisible();
    await check(host, 'call-recording');
    await host.page.keyboard.press('r');
    await expect(host.page.getByRole('dialog')).toBeVisible();
    await check(host, 'record');
    await host.page
      .getByRole('button', { name: word('Stop the recording', 'Остановить запись') })
      .last()
      .click();
    await expect(host.page.locator('.recording-mark')).toHaveCount(0);
    const more = host.page.getByRole('button', { name: word('More', 'Ещё'), exact: true });
    const light = (on: boolean) =>
      word(`Switch light mode ${on ? 'on' : 'off'}`, `${on ? 'Включить' : 'Выключить'} лёгкий режим`);
    await more.click();
    await host.page.getByRole('menuitem', { name: light(true) }).click();
    await expect(host.page.locator('.composed video')).toBeVisible();
    await check(host, 'call-light');
    await more.click();
    await host.page.getByRole('menuitem', { name: light(false) }).click();
    await expect(host.page.locator('.tile')).toHaveCount(2);
    await host.page.keyboard.press('c');
    await host.page.locator('textarea').fill('https://example.org/agenda, and then?');
    await host.page.keyboard.press('Enter');
    await expect(host.page.locator('.message')).toHaveCount(1);
    await guest.page.keyboard.press('c');
    await guest.page.locator('textarea').fill(word('Good idea!', 'Хорошая мысль!'));
    await guest.page.keyboard.press('Enter');
    await expect(host.page.locator('.message')).toHaveCount(2);
    await check(host, 'call-chat');
    await host.page.locator('.panel header button').click();

    // Two looks are enough for the windows over the call: a light one and, on the telephone, a dark one.
    if (look.scheme === 'dark') return;
    for (const [key, name] of [
      ['l', 'layout'],
      ['?', 'keys'],
    ] as const) {
      await host.page.keyboard.press(key === '?' ? 'Shift+Slash' : key);
      await expect(host.page.getByRole('dialog')).toBeVisible();
      await check(host, name);
      await host.page.keyboard.press('Escape');
    }
    await more.click();
    await check(host, 'more');
    await host.page.keyboard.press('Escape');
    for (const [en, russian, name] of [
      ['Invite people', 'Пригласить людей', 'invite'],
      ['PIN and ID', 'PIN и ID', 'access'],
      ['Kind of meeting', 'Вид встречи', 'mode'],
      ['Settings', 'Настройки', 'settings'],
      ['Connection', 'Связь', 'quality'],
    ] as const) {
      await more.click();
      await host.page
        .getByRole('menuitem', { name: word(en, russian) })
        .last()
        .click();
      await expect(host.page.getByRole('dialog')).toBeVisible();
      await check(host, name);
      await host.page.keyboard.press('Escape');
    }
    await host.page.getByRole('button', { name: word('About the meeting', 'О встрече') }).click();
    await check(host, 'info');
    await host.page.keyboard.press('Escape');
    await host.page.getByRole('button', { name: word('Leave', 'Выйти'), exact: true }).click();
    await check(host, 'leave');
  });
}
