// How long the main page of the cabinet takes until it can be used, in Chromium that has
// been there before: node tools/mainpage.mjs URL TOKEN prints milliseconds as JSON. The
// clock starts with the navigation and stops when the page has its heading and the first
// conference of the list stands there.
import { execSync } from 'node:child_process';
import { chromium } from '@playwright/test';

const [url, token] = process.argv.slice(2);
const warmUp = 3;
const looks = 15;
const browser = await chromium.launch({
  executablePath:
    process.env.CHROMIUM ?? execSync('command -v chromium', { shell: '/bin/sh' }).toString().trim(),
  chromiumSandbox: false,
  args: ['--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name: 'veche', value: token, url, httpOnly: true }]);
  await context.addInitScript(() => {
    const usable = () =>
      document.querySelector('main h1') &&
      /Conference \d+|Assembly \d/.test(document.querySelector('main')?.textContent ?? '');
    new MutationObserver((_, watcher) => {
      if (!usable()) return;
      watcher.disconnect();
      requestAnimationFrame(() => {
        window.usableAt = performance.now();
      });
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  const page = await context.newPage();
  const took = [];
  for (let i = 0; i < warmUp + looks; i++) {
    await page.goto('/cabinet');
    await page.waitForFunction(() => window.usableAt !== undefined, undefined, { timeout: 30_000 });
    if (i >= warmUp) took.push(await page.evaluate(() => window.usableAt));
  }
  console.log(JSON.stringify(took));
} finally {
  await browser.close();
}
