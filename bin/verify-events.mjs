// What `npm run verify-events` runs: whether the administrators' events are as they were written. Exits with 1 if not.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
process.chdir(root);

const built = join(root, 'dist/server/verify-events.js');
// A deployed image holds the build and no sources.
if (existsSync('server/main.ts') && !existsSync(built)) {
  const build = spawnSync(process.execPath, ['bin/start.mjs', '--build-only'], {
    stdio: 'inherit',
  });
  if (build.status !== 0) process.exit(2);
}
if (existsSync('.env')) process.loadEnvFile('.env');
const { verifyEvents } = await import(built);
process.exitCode = await verifyEvents(process.env, process.argv.slice(2), console.log);
