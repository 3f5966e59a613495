import { defineConfig } from '@playwright/test';

const {
  HERMES_TEST_CHROMIUM_PATH,
  HERMES_TEST_CHROMIUM_ARGS = '',
  HERMES_TEST_CHROMIUM_ENV = '{}',
} = process.env;

/** Journeys through the built product in a real browser. `bin/browser-tests.mjs` finds one and says where it is. */
export default defineConfig({
  testDir: 'browser-tests',
  testMatch: '**/*.browser.ts',
  // Each file has a product of its own.
  workers: 2,
  fullyParallel: false,
  // Two browsers, two products and two databases on a small machine: what fails once is tried once more, and reported as
  // flaky when it passes then.
  retries: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-reports/browser.json' }]],
  use: {
    launchOptions: {
      executablePath: HERMES_TEST_CHROMIUM_PATH,
      args: HERMES_TEST_CHROMIUM_ARGS.split(' ').filter((arg) => arg !== ''),
      // For the browser alone: its libraries are not ours.
      env: {
        ...(process.env as Record<string, string>),
        ...(JSON.parse(HERMES_TEST_CHROMIUM_ENV) as Record<string, string>),
      },
    },
    permissions: ['clipboard-read', 'clipboard-write'],
    // A dialog takes the focus when it has come in, wherever it is by then; no test is to type across that.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
});
