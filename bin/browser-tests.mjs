import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { unpackChromium } from './npm-chromium.mjs';

/** `npm run test:browser`: builds what is not built, finds a Chromium, and starts the journeys. */
process.chdir(join(import.meta.dirname, '..'));

/** Nothing of it calls home, and as root it needs its sandbox switched off. */
const quietly = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The system's browser, else the one inside an npm package. `HERMES_TEST_CHROMIUM=npm` insists on the latter; any other
 * value is the path of a browser.
 */
async function findChromium() {
  const wanted = process.env.HERMES_TEST_CHROMIUM;
  const path = wanted === 'npm' ? undefined : wanted || usualPlaces.find(existsSync);
  return path ? { path, args: [], environment: {} } : unpackChromium();
}

function run(args, environment = {}) {
  const { status } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) process.exit(status ?? 1);
}

run(['bin/start.mjs', '--build-only']);
const { path, args, environment } = await findChromium();
console.log(`Browser: ${path}`);
run([join('node_modules', '@playwright', 'test', 'cli.js'), 'test', ...process.argv.slice(2)], {
  HERMES_TEST_CHROMIUM_PATH: path,
  HERMES_TEST_CHROMIUM_ARGS: [...new Set([...quietly, ...args])].join(' '),
  HERMES_TEST_CHROMIUM_ENV: JSON.stringify(environment),
});
