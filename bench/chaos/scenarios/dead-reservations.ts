import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../processes.ts';
import { checkInvariants } from '../check.ts';
import { ask } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

const streams = 64;

export const deadReservations: Scenario = {
  name: 'dead-reservations',
  about:
    'a process is killed with 64 reservations: once it comes back, once only its neighbour lives',
  controls: [
    {
      name: 'nobody frees what a dead process had reserved',
      changes: [
        {
          file: 'server/audit/reaper.js',
          find: 'async run(spoolId) {',
          replace: 'async run(spoolId) {\n        return;',
        },
      ],
      breaks: 'still reserved',
    },
  ],
  async run(world, findings, size) {
    // Both write their spool to one disk, so either may speak for the other.
    const shared = { HERMES_DATA_DIR: join(world.folder, 'data-shared') };
    const first = await world.addInstance(shared);
    await world.addInstance(shared);
    const [user] = await world.addUsers(1);
    const dieWithReservations = async () => {
      const asked = Array.from({ length: streams }, () =>
        ask(world, {
          url: first.url,
          key: user!.key,
          userId: user!.id,
          model: 'load:1000:100:10:500',
          stream: true,
          promptBytes: 300,
          maxTokens: 500,
          plannedMs: 0,
        }),
      );
      await waitFor(async () => (await reserved(world)) >= streams * 500, 'the reservations');
      await sleep(world.random.whole(0, 500));
      await first.kill();
      await Promise.all(asked);
      return reserved(world);
    };
    findings.note('reserved tokens', await dieWithReservations());
    let diedMs = performance.now();
    await first.start();
    await freed(world, 60_000);
    findings.note('freed by itself after ms', performance.now() - diedMs);
    if (size === 'full' && (await reserved(world)) === 0) {
      await dieWithReservations();
      diedMs = performance.now();
      await freed(world, 60_000);
      findings.atMost('freed by its neighbour after ms', performance.now() - diedMs, 60_000);
    }
    findings.none(
      'still reserved',
      (await reserved(world)) === 0 ? [] : [`${await reserved(world)}`],
    );
    await checkInvariants(world, findings, { settleMs: 5000 });
  },
};

async function reserved(world: World): Promise<number> {
  const rows = await world.query<{ n: string }>(
    'select coalesce(sum(reserved_tokens), 0) as n from api_user_usage',
  );
  return Number(rows[0]!.n);
}

async function freed(world: World, withinMs: number): Promise<void> {
  const isFree = async () => (await reserved(world)) === 0;
  await waitFor(isFree, 'the reservations to be freed', withinMs).catch(() => undefined);
}
