import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../processes.ts';
import { checkInvariants } from '../check.ts';
import { quantile } from '../figures.ts';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

const clients = 64;

export const killedProcess: Scenario = {
  name: 'killed-process',
  about: 'kill -9 of the product under 64 streams, again and again, restarted at once',
  controls: [
    {
      name: 'the answer is completed, its record follows',
      changes: [
        {
          file: 'server/audit/request-ledger.js',
          find: 'async close(record, opened) {',
          replace:
            'async close(record, opened) {\n        setTimeout(() => void this.closeLater(record, opened), 300);\n    }\n    async closeLater(record, opened) {',
        },
      ],
      breaks: 'lost',
    },
    {
      name: 'the upstream is called, the record of the request follows',
      changes: [
        {
          file: 'server/audit/request-ledger.js',
          find: 'async open(record, limits) {',
          replace: `async open(record, limits) {
        setTimeout(() => void this.openLater(record, limits), 100);
        const standing = { requestsLastMinute: 0, usedTokens: 0, reservedTokens: 0 };
        return { outcome: 'opened', standing, place: 'database' };
    }
    async openLater(record, limits) {`,
        },
      ],
      breaks: 'called without a record',
    },
    {
      name: 'nobody gives the requests of a dead process an end',
      changes: [
        {
          file: 'server/audit/reaper.js',
          find: 'async run(spoolId) {',
          replace: 'async run(spoolId) {\n        return;',
        },
      ],
      breaks: 'without an end',
    },
  ],
  async run(world, findings, size) {
    const kills = size === 'full' ? 25 : 2;
    const instance = await world.addInstance();
    const users = await world.addUsers(8);
    const load = startLoad(world, {
      workers: clients,
      users,
      url: () => instance.url,
      shape: (random) => ({ stream: random.chance(0.9) }),
    });
    const startsMs: number[] = [];
    const servesMs: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      await sleep(world.random.whole(700, 2000));
      world.history.note('kill');
      await instance.kill();
      const startedAt = Date.now();
      startsMs.push(await instance.start());
      servesMs.push(await firstAnswerAfter(world, startedAt));
    }
    await sleep(500);
    await load.stop();
    findings.note('kills', kills);
    findings.note('ready ms p50', quantile(startsMs, 0.5));
    findings.note('ready ms max', Math.max(...startsMs));
    findings.note('serves again ms p50', quantile(servesMs, 0.5));
    // On a machine that is busy with other things, too, some starts get what they need.
    findings.atMost('serves again after ms', Math.min(...servesMs), size === 'full' ? 2500 : 8000);
    await checkInvariants(world, findings, { settleMs: size === 'full' ? 75_000 : 45_000 });
  },
};

async function firstAnswerAfter(world: World, startedAt: number): Promise<number> {
  const first = await waitFor(
    () =>
      world.history.entries.find((entry) => entry.sentAt >= startedAt && entry.outcome === 'ok'),
    'an answer after the restart',
  );
  return first.sentAt - startedAt;
}
