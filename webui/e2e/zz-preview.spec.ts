import { expect, test } from './fixtures';
import { personas } from './persona';
import type { BrowserContext } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';

const looks = [
  { language: 'en', scheme: 'light', viewport: { width: 1280, height: 800 } },
  { language: 'ru', scheme: 'dark', viewport: { width: 360, height: 740 } },
] as const;
const rec = { state: 'on', since: new Date(Date.now() - 754_000).toISOString() };

const fake = (records: boolean, opts: {slow?: boolean, light?: boolean} = {}) => async (context: BrowserContext) => {
  if (opts.slow) await context.addInitScript(() => { window.requestAnimationFrame = (cb) => setTimeout(() => cb(performance.now()), 150) as never; });
  await context.routeWebSocket(/\/ws$/, (ws) => {
    const server = ws.connectToServer();
    let state: unknown = undefined;
    let seq = 1000;
    ws.onMessage((m) => {
      const q = JSON.parse(String(m));
      if (q.type === 'record') {
        if (q.on) {
          ws.send(JSON.stringify({ type: 'event', seq: ++seq, at: '', event: 'recording.changed', recording: { state: 'starting', since: rec.since } }));
          setTimeout(() => {
            state = rec;
            ws.send(JSON.stringify({ type: 'event', seq: ++seq, at: '', event: 'recording.changed', recording: rec }));
            ws.send(JSON.stringify({ re: q.id, recording: rec }));
          }, 1500);
        } else {
          ws.send(JSON.stringify({ type: 'event', seq: ++seq, at: '', event: 'recording.changed', code: 'disk_full' }));
          ws.send(JSON.stringify({ re: q.id }));
        }
        return;
      }
      if (q.type === 'display') { if (q.composed !== undefined) { (globalThis as any).composed = q.composed; delete q.composed; } }
      server.send(JSON.stringify(q));
    });
    server.onMessage((m) => {
      const a = JSON.parse(String(m));
      if (a.limits) a.features = { recording: true, composed: true };
      if (a.snapshot) { a.snapshot.you.permissions.record = records; if (!records) a.snapshot.conference.recording = rec; }
      if (a.conference && !records) a.conference.recording = rec;
      ws.send(JSON.stringify(a));
    });
  });
};

for (const look of looks) {
  const mark = `${look.viewport.width < 700 ? 'phone' : 'desktop'}-${look.scheme}-${look.language}`;
  const ru = look.language === 'ru';
  const w = (en: string, r: string) => (ru ? r : en);
  test(`preview ${mark}`, async ({ admin, visitor }) => {
    const room = await admin.room({ name: w('Weekly meeting', 'Еженедельная встреча') });
    const host = await visitor(personas.red, { ...look, token: admin.token, prepare: fake(true) });
    await host.page.goto(`/c/${room.cid}`);
    await host.page.locator('form button[type=submit]').click();
    await expect(host.page.getByRole('toolbar')).toBeVisible();
    const shot = async (v: typeof host, name: string) => {
      await v.page.waitForTimeout(250);
      await v.page.screenshot({ path: `e2e/shots/zz-${name}-${mark}.png` });
      const { violations } = await new AxeBuilder({ page: v.page }).analyze();
      expect.soft(violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`), name).toEqual([]);
      const wide = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(wide).toBeLessThanOrEqual(0);
    };
    const more = host.page.getByRole('button', { name: w('More', 'Ещё'), exact: true });
    await more.click();
    await shot(host, 'more');
    await host.page.keyboard.press('Escape');
    await host.page.keyboard.press('r');
    await shot(host, 'starting');
    await expect(host.page.locator('button.recording-mark')).toBeVisible();
    await shot(host, 'on');
    await host.page.keyboard.press('r');
    await expect(host.page.getByRole('dialog')).toBeVisible();
    await shot(host, 'ask');
    const guest = await visitor(personas.green, { ...look, prepare: fake(false) });
    await guest.page.goto(`/c/${room.cid}`);
    await expect(guest.page.locator('.recorded')).toBeVisible();
    await shot(guest, 'prepare');
    await guest.page.getByLabel(w('Your name', 'Ваше имя')).fill('Galina');
    await guest.page.locator('form button[type=submit]').click();
    await expect(guest.page.getByRole('toolbar')).toBeVisible();
    await shot(guest, 'guest');
    await guest.page.keyboard.press('l');
    await shot(guest, 'layout');
    await host.page.locator('dialog button.button-danger').click();
    await shot(host, 'over');
  });
}
