// Runs Jest for one part; with HERMES_TEST_REPORT set, a JSON report goes into that folder.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const configs = {
  server: 'jest.config.mjs',
  client: 'client/jest.config.mjs',
  front: 'jest.front.config.mjs',
};
const [part, ...rest] = process.argv.slice(2);
const folder = process.env.HERMES_TEST_REPORT;
/** Some tests of the server run the built one as a process of its own, and tell it stories of `bench/chaos`. */
const product = ['bin/start.mjs', '--build-only'];
const stories = [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'bench/tsconfig.json'];
const builds = { server: [product, stories], front: [product] };
for (const command of builds[part] ?? []) {
  const build = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (build.status !== 0) process.exit(1);
}
if (folder) mkdirSync(folder, { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    join('node_modules', 'jest', 'bin', 'jest.js'),
    '--config',
    configs[part],
    ...(folder ? ['--json', `--outputFile=${join(folder, `${part}.json`)}`, '--silent'] : []),
    ...rest,
  ],
  { stdio: folder ? ['ignore', 'ignore', 'inherit'] : 'inherit' },
);
process.exit(status ?? 1);
