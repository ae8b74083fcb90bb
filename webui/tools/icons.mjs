// Draws the icons of the installed application from src/ui/bell.svg into
// public/icons: node tools/icons.mjs. They are kept in the repository; run it again
// when the bell changes. Maskable ones fill the square and keep the bell inside the
// circle of 80 % that every shape of icon leaves (W3C Web Application Manifest,
// "maskable").
import { execSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';

const bell = await readFile(new URL('../src/ui/bell.svg', import.meta.url), 'utf8');
const filled = bell
  .replace('viewBox="0 0 32 32"', 'viewBox="-3 -3 38 38"')
  .replace('<rect width="32" height="32" rx="8"', '<rect x="-3" y="-3" width="38" height="38"');
const folder = new URL('../public/icons/', import.meta.url).pathname;
const icons = [
  ['bell-192.png', 192, bell],
  ['bell-512.png', 512, bell],
  ['bell-maskable-192.png', 192, filled],
  ['bell-maskable-512.png', 512, filled],
  ['bell-touch.png', 180, filled],
];

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath:
    process.env.CHROMIUM ?? execSync('command -v chromium', { shell: '/bin/sh' }).toString().trim(),
  chromiumSandbox: false,
  args: ['--disable-gpu'],
});
try {
  for (const [name, size, svg] of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    await page.screenshot({ path: folder + name, omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
