import { defineConfig } from '@playwright/test';
import { fakeDevices, launchOptions } from './e2e/launch';

// The browser tests run against the real server, bin/veche, with the machine's
// own Chromium and Firefox; see e2e/server.ts and e2e/launch.ts.
export default defineConfig({
  testDir: './e2e',
  testMatch: '**/*.spec.ts',
  workers: 1,
  // CI's machine may be busy with something else for a while; what passes only
  // the second time is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: process.env.CI ? [['list'], ['html', { open: 'never' }]] : 'list',
  use: {
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    launchOptions: { ...launchOptions, args: [...launchOptions.args, ...fakeDevices] },
  },
});
