import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../processes.ts';
import { checkInvariants } from '../check.ts';
import { nextAsk } from '../load.ts';
import type { Scenario } from '../scenario.ts';

export const lateDatabase: Scenario = {
  name: 'late-database',
  about: 'PostgreSQL is away when the product starts, and comes much later',
  controls: [
    {
      name: 'a database that was away is not tried again',
      changes: [
        {
          file: 'server/main.js',
          find: 'void database.connectWhenBack()',
          replace: 'void Promise.resolve()',
        },
      ],
      breaks: 'ready after the database ms',
    },
  ],
  async run(world, findings, size) {
    // A first start makes the schema and a user.
    const instance = await world.addInstance();
    const users = await world.addUsers(1);
    await instance.stop();
    await world.postgres.stop();
    await instance.start('live');
    const asked = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.clients.send(nextAsk(world.random, { users, url: () => instance.url })),
      ),
    );
    for (const entry of asked) world.history.add(entry);
    findings.none(
      'answered otherwise than "retry soon"',
      asked
        .filter(({ status, retryAfter }) => status !== 503 || retryAfter === null)
        .map(({ outcome, status, code }) => `${outcome} ${status ?? ''} ${code ?? ''}`),
    );
    await sleep(size === 'full' ? 30_000 : 5000);
    const statusOf = (path: string) =>
      fetch(instance.consoleUrl + path).then(
        ({ status }) => status,
        () => 0,
      );
    findings.none('alive meanwhile', (await statusOf('/health/live')) === 200 ? [] : ['no']);
    findings.none('not ready meanwhile', (await statusOf('/health/ready')) === 503 ? [] : ['no']);
    await world.postgres.start();
    const startedMs = performance.now();
    const isReady = async () => (await statusOf('/health/ready')) === 200;
    await waitFor(isReady, 'the product to be ready', 15_000).catch(() => undefined);
    findings.atMost('ready after the database ms', performance.now() - startedMs, 3000);
    if (!(await isReady())) return;
    const first = await world.clients.send(
      nextAsk(world.random, { users, url: () => instance.url }),
    );
    world.history.add(first);
    findings.none('first answer', first.outcome === 'ok' ? [] : [first.outcome]);
    await checkInvariants(world, findings);
  },
};
