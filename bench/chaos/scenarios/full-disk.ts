import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../processes.ts';
import { checkInvariants } from '../check.ts';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

const smallBytes = 8_388_608;

/** A disk of 8 MB where the right to mount one is given, else a limit of the product's own. */
function smallDisk(world: World, folder: string): { environment: NodeJS.ProcessEnv; grow(): void } {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${smallBytes}`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    return { environment: { HERMES_SPOOL_MAX_BYTES: String(smallBytes) }, grow: () => undefined };
  }
  world.whenClosed(() => void execFileSync('umount', ['-l', folder]));
  const grow = () => execFileSync('mount', ['-o', 'remount,size=256m', folder]);
  return { environment: {}, grow };
}

export const fullDisk: Scenario = {
  name: 'full-disk',
  about: 'the disk of the spool fills up while PostgreSQL is away: nothing takes records any more',
  controls: [
    {
      name: 'an answer is completed although nothing took its record',
      changes: [
        {
          file: 'server/gateway/exchange.js',
          find: 'ending.replace(auditUnavailable());',
          replace: 'ending.release();',
        },
      ],
      breaks: 'lost',
    },
    {
      name: 'a request is forwarded although nothing took its record',
      changes: [
        {
          file: 'server/audit/request-ledger.js',
          find: "kind: 'open',\n            instanceId: this.instanceId,\n            record: { ...record, reservedTokens: 0 },\n        });",
          replace:
            "kind: 'open',\n            instanceId: this.instanceId,\n            record: { ...record, reservedTokens: 0 },\n        }).catch(() => undefined);",
        },
      ],
      breaks: 'called without a record',
    },
  ],
  async run(world, findings) {
    const dataDir = join(world.folder, 'data-0');
    const disk = smallDisk(world, join(dataDir, 'spool'));
    const isReal = disk.environment.HERMES_SPOOL_MAX_BYTES === undefined;
    findings.note('disk', isReal ? 'tmpfs of 8 MB' : 'limit of 8 MB');
    const instance = await world.addInstance({ ...disk.environment, HERMES_DATA_DIR: dataDir });
    const users = await world.addUsers(8);
    const load = startLoad(world, {
      workers: 32,
      users,
      url: () => instance.url,
      shape: (random) => ({ promptBytes: random.sized(4000, 60_000) }),
    });
    await sleep(1500);
    await world.postgres.crash();
    const refusals = () =>
      world.history.entries.filter(
        ({ code, outcome }) => code === 'audit_unavailable' && outcome === 'refused',
      );
    await waitFor(() => refusals().length > 0, 'the disk to be full', 60_000);
    await sleep(3000);
    findings.note('refused', refusals().length);
    findings.none(
      'refused without Retry-After',
      refusals()
        .filter(({ status, retryAfter }) => status !== 503 || retryAfter === null)
        .map(({ id }) => id),
    );
    findings.note(
      'ended by an error event',
      world.history.entries.filter(
        ({ code, outcome }) => code === 'audit_unavailable' && outcome === 'broken',
      ).length,
    );
    if (isReal) {
      disk.grow();
      findings.atMost('serves with room after ms', await servedAgain(world), 5000);
    }
    await world.postgres.start();
    findings.atMost('serves with the database after ms', await servedAgain(world), 5000);
    await load.stop();
    await checkInvariants(world, findings, { settleMs: 120_000 });
  },
};

async function servedAgain(world: World): Promise<number> {
  const since = Date.now();
  return waitFor(
    () => {
      const first = world.history.entries.find(
        (entry) => entry.sentAt >= since && entry.outcome === 'ok',
      );
      return first && Math.max(1, first.sentAt - since);
    },
    'an answer',
    60_000,
  );
}
