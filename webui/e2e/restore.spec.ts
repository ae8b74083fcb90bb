import { axe } from './axe';
import { expect, test } from './fixtures';
import { personas } from './persona';

for (const [look, options, words] of [
  [
    'desktop',
    { viewport: { width: 1280, height: 900 }, scheme: 'light', language: 'en' },
    {
      choose: 'Choose a backup',
      broken: 'This is not a whole backup',
      found: 'The backup is whole',
      name: /To confirm, type the name/,
      put: 'Replace everything by the backup',
      title: 'Overview',
    },
  ],
  [
    'phone',
    { viewport: { width: 360, height: 740 }, scheme: 'dark', language: 'ru' },
    {
      choose: 'Выбрать резервную копию',
      broken: 'Это не целая резервная копия',
      found: 'Копия цела',
      name: /Для подтверждения введите название/,
      put: 'Заменить всё резервной копией',
      title: 'Обзор',
    },
  ],
] as const) {
  test(`a backup is put in the place of what was there: ${look}`, async ({ admin, visitor }) => {
    const v = await visitor(personas.red, { ...options, token: admin.token });
    const { page } = v;
    const backup = await (await page.request.get('/api/v1/admin/backup')).body();
    await admin.user(`later-${look}`, 'Later', 'a-secret-of-hers-1');
    await page.goto('/admin/overview');
    const choose = async (buffer: Buffer) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: words.choose }).click();
      await (await chooser).setFiles({ name: 'veche.tar', mimeType: 'application/x-tar', buffer });
    };
    await choose(backup.subarray(0, backup.length / 2));
    await expect(page.getByText(words.broken)).toBeVisible();
    await page.screenshot({ path: `e2e/shots/restore-broken-${look}.png`, fullPage: true });
    expect(await axe(page)).toEqual([]);

    await choose(backup);
    await expect(page.getByText(words.found)).toBeVisible();
    await expect(page.getByText(words.broken)).toBeHidden();
    const put = page.getByRole('button', { name: words.put });
    await expect(put).toBeDisabled();
    await page.getByLabel(words.name).fill('Veche');
    await page.screenshot({ path: `e2e/shots/restore-found-${look}.png`, fullPage: true });
    expect(await axe(page)).toEqual([]);

    const again = page.waitForEvent('load');
    await put.click();
    await again;
    // The session is older than the backup.
    await expect(page.getByRole('heading', { level: 1, name: words.title })).toBeVisible();
    const gone = await page.request.get(`/api/v1/users/later-${look}`);
    expect(gone.status()).toBe(404);
  });
}
