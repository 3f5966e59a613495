import Sqlite from 'better-sqlite3';
import { executionsSchema } from './fake-hermes-cron.ts';
import type { HermesHomeFixture } from './hermes-home-fixture.ts';

const run = '2026-11-20T07:10:01.138172+00:00';

/** Jobs, their runs and an output in a home of Hermes, each with a secret in it. */
export async function populateCron({ put, at }: HermesHomeFixture, secret: string): Promise<void> {
  await put('.hermes/cron/jobs.json', {
    jobs: [
      { id: '13a0d213221d', name: 'Morning', prompt: `hello ${secret}`, enabled: true },
      { id: '7ae2a377b6be', name: 'Disk', schedule: 'every 30m', last_error: `no ${secret}` },
    ],
  });
  await put('.hermes/cron/output/13a0d213221d/2026-11-20_07-10-01.md', `# Morning\n${secret}\n`);
  await put('.hermes/cron/ticker_heartbeat', '1795221007.9');
  const database = new Sqlite(at('.hermes/cron/executions.db'));
  database.exec(executionsSchema);
  database
    .prepare("insert into executions values ('a', ?, 'builtin', 'x', 1, 1, 'failed', ?, ?, ?, ?)")
    .run('13a0d213221d', run, run, run, `failed with ${secret}`);
  database.close();
}
