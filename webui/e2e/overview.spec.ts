import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

for (const [look, options, words] of [
  [
    'desktop',
    { viewport: { width: 1280, height: 800 }, scheme: 'light', language: 'en' },
    {
      now: 'Overview',
      running: '1 conference is running',
      log: 'Log of administration',
      made: 'made the account',
    },
  ],
  [
    'phone',
    { viewport: { width: 360, height: 740 }, scheme: 'dark', language: 'ru' },
    {
      now: 'Обзор',
      running: 'Идёт 1 конференция',
      log: 'Журнал администрирования',
      made: 'создал учётную запись',
    },
  ],
] as const) {
  test(`what goes on, and who did what: ${look}`, async ({ server, admin, visitor }) => {
    const room = await admin.room({ name: 'Town hall' });
    await admin.call('POST', `/conferences/${room.cid}/start`);
    await admin.user(`vera-${look}`, 'Vera', 'a-secret-of-hers-1');
    const v = await visitor(personas.red, { ...options, token: admin.token });
    await v.page.goto(`${server.url}/admin/overview`);
    await expect(v.page.getByRole('heading', { level: 1, name: words.now })).toBeVisible();
    await expect(v.page.getByRole('heading', { name: words.running })).toBeVisible();
    await expect(v.page.getByRole('link', { name: 'Town hall' })).toBeVisible();
    await v.page.screenshot({ path: `e2e/shots/overview-${look}.png`, fullPage: true });
    expect(await axe(v.page)).toEqual([]);
    await v.page.goto(`${server.url}/admin/log`);
    await expect(v.page.getByRole('heading', { level: 1, name: words.log })).toBeVisible();
    await v.page.getByRole('searchbox').fill(`vera-${look}`);
    const made = v.page.getByRole('listitem').filter({ hasText: words.made });
    await expect(made).toHaveCount(1);
    await expect(made).toContainText(`vera-${look}`);
    await v.page.screenshot({ path: `e2e/shots/log-${look}.png`, fullPage: true });
    expect(await axe(v.page)).toEqual([]);
    await admin.call('DELETE', `/conferences/${room.cid}`);
  });
}
