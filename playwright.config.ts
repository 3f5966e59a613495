import { defineConfig } from '@playwright/test';

/** Journeys through the built product in a real browser. `bin/browser-tests.mjs` finds one and sets its path. */
export default defineConfig({
  testDir: 'browser-tests',
  testMatch: '**/*.browser.ts',
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-reports/browser.json' }]],
  use: {
    launchOptions: {
      executablePath: process.env.HERMES_TEST_CHROMIUM_PATH,
      args: (process.env.HERMES_TEST_CHROMIUM_ARGS ?? '').split(' ').filter((arg) => arg !== ''),
    },
    permissions: ['clipboard-read', 'clipboard-write'],
    trace: 'retain-on-failure',
  },
});
