// What `npm run backup` runs. Exits with 2 if it could not.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const [file, ...options] = process.argv.slice(2);
// Before the folder changes: the file is named from where the command was called.
const args =
  file === undefined
    ? []
    : [file.startsWith('-') ? file : resolve(process.env.INIT_CWD ?? '.', file), ...options];
process.chdir(root);

const built = join(root, 'dist/server/backup/backup.js');
// A deployed image holds the build and no sources.
if (existsSync('server/main.ts') && !existsSync(built)) {
  const build = spawnSync(process.execPath, ['bin/start.mjs', '--build-only'], {
    stdio: 'inherit',
  });
  if (build.status !== 0) process.exit(2);
}
if (existsSync('.env')) process.loadEnvFile('.env');
const { backUp } = await import(built);
process.exitCode = await backUp(process.env, args, console.log);
