import { setTimeout as sleep } from 'node:timers/promises';
import { checkInvariants } from '../check.ts';
import type { Control } from '../control.ts';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import {
  allServed,
  checkService,
  crashDatabase,
  firstDirectRecordAfter,
  firstReplayedRecord,
  freezeDatabase,
  type Outage,
} from './outage.ts';

const clients = 64;

const noSpool: Control = {
  name: 'there is no second device',
  changes: [
    {
      file: 'server/audit/spool.js',
      find: 'append(record) {',
      replace: "append(record) {\n        return Promise.reject(new AuditUnavailable('no spool'));",
    },
  ],
  breaks: 'failed during outages',
};

export const crashedDatabase: Scenario = {
  name: 'crashed-database',
  about: 'PostgreSQL ends at once under load, comes back after seconds, again and again',
  controls: [
    noSpool,
    {
      name: 'what waits on disk is thrown away instead of replayed',
      changes: [
        {
          file: 'server/audit/spool-replay.js',
          find: 'await this.store(batch);',
          replace: '',
        },
      ],
      breaks: 'lost',
    },
  ],
  async run(world, findings, size) {
    const instance = await world.addInstance();
    const users = await world.addUsers(8);
    const load = startLoad(world, { workers: clients, users, url: () => instance.url });
    await sleep(size === 'full' ? 3000 : 1500);
    await allServed(world, users);
    const outages: Outage[] = [];
    const backMs: number[] = [];
    for (let crash = 0; crash < (size === 'full' ? 5 : 1); crash++) {
      const outage = await crashDatabase(world, size === 'full' ? 4000 : 1500);
      outages.push(outage);
      backMs.push(await firstDirectRecordAfter(world, outage.to));
      await sleep(size === 'full' ? world.random.whole(1000, 3000) : 300);
    }
    await load.stop();
    findings.note('crashes', outages.length);
    // The short form runs among other tests, on a machine that is busy.
    const limits =
      size === 'full'
        ? { addedMs: 4000, slowdown: 3, backMs: 3000 }
        : { addedMs: 10_000, slowdown: 20, backMs: 15_000 };
    checkService(world, findings, outages, limits);
    findings.atMost('direct again after ms', Math.max(...backMs), limits.backMs);
    await checkInvariants(world, findings, { settleMs: size === 'full' ? 75_000 : 45_000 });
  },
};

export const frozenDatabase: Scenario = {
  name: 'frozen-database',
  about: 'every process of PostgreSQL is stopped under load; connections stay open and silent',
  controls: [
    noSpool,
    {
      name: 'a silent database is waited for',
      changes: [
        {
          file: 'server/database/database.js',
          find: 'connectionTimeoutMillis: 1500,',
          replace: 'connectionTimeoutMillis: 60_000,',
        },
        {
          file: 'server/database/database.js',
          find: 'query_timeout: 2000,',
          replace: 'query_timeout: 60_000,',
        },
      ],
      breaks: 'longest wait ms',
    },
  ],
  async run(world, findings, size) {
    const instance = await world.addInstance();
    const users = await world.addUsers(8);
    const load = startLoad(world, { workers: clients, users, url: () => instance.url });
    await sleep(3000);
    await allServed(world, users);
    const outages: Outage[] = [];
    for (let freeze = 0; freeze < (size === 'full' ? 3 : 1); freeze++) {
      outages.push(await freezeDatabase(world, 6000));
      await sleep(world.random.whole(1000, 3000));
    }
    await load.stop();
    findings.note('freezes', outages.length);
    checkService(world, findings, outages, { addedMs: 4000, slowdown: 10 });
    await checkInvariants(world, findings);
  },
};

export const doubleFault: Scenario = {
  name: 'double-fault',
  about: 'the product is killed twice while PostgreSQL is away, and once while it catches up',
  controls: [
    {
      name: 'the second device says yes before the disk does',
      changes: [
        {
          file: 'server/audit/spool.js',
          find: 'if (!this.isWriting)\n                void this.write();',
          replace:
            'resolve();\n            this.later ??= setTimeout(() => {\n                this.later = undefined;\n                if (!this.isWriting) void this.write();\n            }, 500);',
        },
      ],
      breaks: 'lost',
    },
    {
      name: 'a record that is replayed twice is charged twice',
      changes: [
        {
          file: 'server/audit/ledger-sql.js',
          find: 'where q.id = $1::uuid and exists (select from response)',
          replace:
            'where q.id = $1::uuid and ($1::uuid is not null or exists (select from response))',
        },
      ],
      breaks: 'meters that differ from the records',
    },
  ],
  async run(world, findings, size) {
    const rounds = size === 'full' ? 4 : 1;
    const instance = await world.addInstance();
    const users = await world.addUsers(8);
    const load = startLoad(world, { workers: clients, users, url: () => instance.url });
    const killNow = async () => {
      world.history.note('kill');
      await instance.kill();
      await instance.start('live');
    };
    await sleep(1500);
    let cutReplays = 0;
    for (let round = 0; round < rounds; round++) {
      const outage = await crashDatabase(world, 0, async () => {
        await sleep(world.random.whole(800, 2500));
        await killNow();
        await sleep(world.random.whole(300, 1000));
        await killNow();
      });
      await firstReplayedRecord(world, outage);
      await instance.kill();
      if (instance.spoolFiles().length > 0) cutReplays++;
      await instance.start('ready');
      await sleep(world.random.whole(1000, 2000));
    }
    await load.stop();
    findings.note('rounds', rounds);
    findings.note('replays cut short', cutReplays);
    await checkInvariants(world, findings);
  },
};
