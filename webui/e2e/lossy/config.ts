import { defineConfig } from '@playwright/test';
import common from '../../playwright.config';

// What e2e/lossy.spec.ts runs in a network namespace.
export default defineConfig({
  ...common,
  testDir: '.',
  testMatch: 'far.ts',
  retries: 0,
  timeout: 150_000, // less than of the test it is a part of
  reporter: 'list',
  // Not the folder of the run that this is a part of, which it would empty.
  outputDir: '../../test-results-far',
});
