// What `npm run test:browser` runs: builds what is not built, finds a Chromium, and starts the journeys.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackChromium } from './npm-chromium.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

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
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The system's browser, else the one inside an npm package. `HERMES_TEST_CHROMIUM=npm` insists on the latter. */
async function findChromium() {
  const wanted = process.env.HERMES_TEST_CHROMIUM;
  if (wanted && wanted !== 'npm') return { path: wanted, args: quietly, environment: {} };
  const installed = wanted === 'npm' ? undefined : usualPlaces.find(existsSync);
  if (installed) return { path: installed, args: quietly, environment: {} };
  return unpackChromium(quietly);
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
run([join('node_modules', '@playwright', 'test', 'cli.js'), 'test', ...process.argv.slice(2)], {
  ...environment,
  HERMES_TEST_CHROMIUM_PATH: path,
  HERMES_TEST_CHROMIUM_ARGS: args.join(' '),
});
