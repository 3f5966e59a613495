import { setTimeout as sleep } from 'node:timers/promises';
import { checkInvariants } from '../check.ts';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';

const perMinute = 600;
const windowMs = 60_000;

export const rate: Scenario = {
  name: 'rate',
  about: 'one key is hammered with on three processes across the edges of several minutes',
  controls: [
    {
      name: 'each process counts for itself',
      changes: [
        {
          file: 'server/audit/ledger-sql.js',
          find: 'select $5::uuid, second, array_fill(0, array[60]) || 1 from clock',
          replace:
            'select md5($5::uuid::text || $3::uuid::text)::uuid, second, array_fill(0, array[60]) || 1 from clock',
        },
      ],
      breaks: 'most in 60 s',
    },
  ],
  async run(world, findings, size) {
    const instances = [
      await world.addInstance(),
      await world.addInstance(),
      await world.addInstance(),
    ];
    const users = await world.addUsers(1, { requestsPerMinute: perMinute });
    const load = startLoad(world, {
      workers: 24,
      users,
      url: (random) => random.pick(instances).url,
      shape: () => ({ model: 'load:1:0:10:5', plannedMs: 0, promptBytes: 50, stream: false }),
      pauseMs: 5,
    });
    const seconds = size === 'full' ? 135 : 70;
    await sleep(seconds * 1000);
    await load.stop();
    const arrivals = world
      .upstreamEvents()
      .filter(({ what, id }) => what === 'called' && id !== undefined)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    findings.note('seconds', seconds);
    findings.note('admitted', arrivals.length);
    findings.atMost('most in 60 s', mostWithin(arrivals, windowMs), perMinute * 1.02);
    // Each minute that has passed gave the whole limit, and the one that has begun too.
    const due = perMinute * (Math.floor(seconds / 61.5) + 1);
    findings.atLeast('share of what was due', arrivals.length / due, 0.98);
    const refused = world.history.entries.filter(({ outcome }) => outcome === 'refused');
    findings.note('refused', refused.length);
    findings.none(
      'refused otherwise than by the rate',
      refused
        .filter(({ code, retryAfter }) => code !== 'rate_limit_exceeded' || retryAfter === null)
        .map(({ status, code }) => `${status} ${code}`),
    );
    await checkInvariants(world, findings);
  },
};

/** The fullest window of this length, wherever it begins. */
function mostWithin(sorted: readonly number[], lengthMs: number): number {
  let first = 0;
  let most = 0;
  for (let last = 0; last < sorted.length; last++) {
    while (sorted[last]! - sorted[first]! >= lengthMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
