// What `npm start` runs: builds what is not built, then becomes the server, so that signals reach it directly.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const parts = [
  {
    name: 'server',
    command: ['@nestjs/cli', 'bin/nest.js', 'build'],
    product: 'dist/server/main.js',
    sources: ['server', 'migrations', 'nest-cli.json', 'package-lock.json'],
  },
  {
    name: 'console',
    command: ['@angular/cli', 'bin/ng.js', 'build'],
    product: 'dist/client/browser/index.html',
    sources: ['client', 'angular.json', 'package-lock.json'],
  },
];

/** The newest change below a path, in milliseconds. */
function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export function buildWhatIsNotBuilt() {
  // A deployed image holds the build and no sources.
  if (!existsSync('server/main.ts')) return;
  for (const { name, command, product, sources } of parts) {
    const stamp = `dist/.${name}-built`;
    if (existsSync(product) && newest(stamp) > Math.max(...sources.map(newest))) continue;
    const startedAt = new Date();
    console.log(`Building the ${name}. This is done once and takes a little while.`);
    const [folder, file, ...args] = command;
    const build = spawnSync(process.execPath, [join('node_modules', folder, file), ...args], {
      encoding: 'utf8',
      env: { ...process.env, NG_CLI_ANALYTICS: 'false' },
    });
    if (build.status !== 0) {
      console.error(`${build.stdout}${build.stderr}`);
      console.error(`The ${name} could not be built.`);
      process.exit(1);
    }
    writeFileSync(stamp, '');
    // What changed while it was being built is built again next time.
    utimesSync(stamp, startedAt, startedAt);
  }
}

buildWhatIsNotBuilt();
if (process.argv[2] !== '--build-only') {
  if (existsSync('.env')) process.loadEnvFile('.env');
  await import(join(root, 'dist/server/main.js'));
}
