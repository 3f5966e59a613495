import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');

/** Short forms of the stories in `bench/chaos`. `bin/jest-tests.mjs` has them and the product built. */
describe('The built product, with clients on it and faults around it,', () => {
  it.each([
    ['killed-process', 'has a record of everything it answered or forwarded before it was killed'],
    ['crashed-database', 'serves on without its database and loses no record'],
    ['double-fault', 'loses and repeats no record when it is killed while its database is away'],
    ['budget', 'spends a cap on two processes to its end and never beyond'],
    ['rolling-restart', 'fails nobody while its processes are restarted in turn'],
  ])(
    '%s: %s',
    async (scenario) => {
      expect(await outcomeOf(scenario)).toMatch(/· pass\n$/);
    },
    120_000,
  );
});

/** What the run printed, whether it passed or not. */
async function outcomeOf(scenario: string): Promise<string> {
  const command = ['dist/bench/chaos/run.js', scenario, '--short', '--seed', '1'];
  const run = promisify(execFile)(process.execPath, command, {
    cwd: root,
    // Ends its children, too, before the test is given up.
    timeout: 110_000,
  });
  return run.then(
    ({ stdout }) => stdout,
    (failed: { stdout: string; stderr: string }) => failed.stdout + failed.stderr,
  );
}
