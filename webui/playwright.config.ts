import { defineConfig } from '@playwright/test';
import { fakeDevices, launchOptions } from './e2e/launch';

// The browser tests run against the real server, bin/veche, with the machine's
// own Chromium and Firefox; see e2e/server.ts and e2e/launch.ts.
export default defineConfig({
  testDir: './e2e',
  testMatch: '**/*.spec.ts',
  // Two at a time: while one waits for a picture another works.
  workers: 2,
  // CI's machine may be busy with something else for a while; what passes only
  // the second time is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  // Nothing here is measured by these: they are for a machine that is ten times slower.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: process.env.CI ? [['list'], ['html', { open: 'never' }]] : 'list',
  use: {
    // A trace takes a third of the processor time of a test: only of a second run, or when asked for.
    trace: { mode: process.env.VECHE_E2E_TRACE ? 'retain-on-failure' : 'on-first-retry', screenshots: false },
    screenshot: 'only-on-failure',
    actionTimeout: 40_000,
    navigationTimeout: 40_000,
    launchOptions: { ...launchOptions, args: [...launchOptions.args, ...fakeDevices] },
  },
});
