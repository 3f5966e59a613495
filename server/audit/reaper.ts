import { hostname } from 'node:os';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { firstIdAt } from './audit-partitions.ts';
import { storeClose } from './store-close.ts';
import { deadAfterSeconds } from './instances.ts';
import type { CloseRecord } from './ledger-records.ts';
import { BodyCapture } from './stored-body.ts';
import { advisoryLocks } from '../database/advisory-locks.ts';

/** The spool of a process on another disk may hold the end of its requests; so long it gets to come back. */
const otherDiskWaitMinutes = 10;
/** An own request that was neither closed nor is running by then never will be. */
const ownWaitMs = 60_000;
const maxRows = 500;

interface OpenRow {
  readonly id: string;
  readonly started_at: Date;
  readonly estimated_prompt_tokens: string;
}

interface InstanceRow {
  readonly id: string;
  readonly is_here: boolean;
  readonly pid: number;
}

/** Closes the requests of processes that died, and frees what they had reserved. */
export class Reaper {
  private readonly logger = new Logger(Reaper.name);

  constructor(
    private readonly database: Database,
    private readonly self: {
      readonly instanceId: string;
      /** Requests this process has open. */
      isOpen(id: string): boolean;
      /** Whether the spool of a process still waits in this folder. */
      hasSpoolOf(instanceId: string): Promise<boolean>;
      readonly lookBackDays: number;
    },
  ) {}

  async run(spoolId: string): Promise<void> {
    const client = await this.database.console.connect();
    try {
      const locked = await client.query('select pg_try_advisory_lock($1) as locked', [
        advisoryLocks.reaper,
      ]);
      if (!locked.rows[0].locked) return;
      try {
        for (const instance of await this.deadInstances(client, spoolId))
          await this.reap(client, instance);
        await this.reapOwn(client);
      } finally {
        await client.query('select pg_advisory_unlock($1)', [advisoryLocks.reaper]);
      }
    } finally {
      client.release();
    }
  }

  private async deadInstances(client: pg.PoolClient, spoolId: string): Promise<InstanceRow[]> {
    const found = await client.query<InstanceRow & { is_silent: boolean }>(
      `select id, pid, host = $2 and spool_id = $1 as is_here,
         heartbeat_at < now() - case when spool_id = $1
           then make_interval(secs => ${deadAfterSeconds})
           else make_interval(mins => ${otherDiskWaitMinutes}) end as is_silent
       from gateway_instance where id <> $3`,
      [spoolId, hostname(), this.self.instanceId],
    );
    return found.rows.filter((row) => row.is_silent || (row.is_here && !processExists(row.pid)));
  }

  private async reap(client: pg.PoolClient, instance: InstanceRow): Promise<void> {
    // Its spool knows better how its requests ended.
    if (await this.self.hasSpoolOf(instance.id)) return;
    for (;;) {
      const rows = await this.openRows(client, instance.id, new Date());
      for (const row of rows) await storeClose(client, interrupted(row));
      if (rows.length > 0)
        this.logger.warn(`Closed ${rows.length} requests of a process that died.`);
      if (rows.length < maxRows) break;
    }
    await client.query('delete from gateway_instance where id = $1', [instance.id]);
  }

  /** Requests of this process whose end could not be recorded anywhere, or whose beginning was answered too late. */
  private async reapOwn(client: pg.PoolClient): Promise<void> {
    if (await this.self.hasSpoolOf(this.self.instanceId)) return;
    const rows = await this.openRows(
      client,
      this.self.instanceId,
      new Date(Date.now() - ownWaitMs),
    );
    for (const row of rows)
      if (!this.self.isOpen(row.id)) await storeClose(client, interrupted(row));
  }

  private async openRows(
    client: pg.PoolClient,
    instanceId: string,
    before: Date,
  ): Promise<OpenRow[]> {
    const from = new Date(Date.now() - this.self.lookBackDays * 86_400_000);
    const found = await client.query<OpenRow>(
      `select q.id, q.started_at, q.estimated_prompt_tokens from audit_request q
       where q.instance_id = $1 and q.id >= $2 and q.id < $3
         and not exists (select from audit_response s where s.id = q.id)
       order by q.id limit ${maxRows}`,
      [instanceId, firstIdAt(from), firstIdAt(before)],
    );
    return found.rows;
  }
}

/** The prompt had been sent, so it is charged; what came back is not known. */
function interrupted(row: OpenRow): CloseRecord {
  const promptTokens = Number(row.estimated_prompt_tokens);
  const now = new Date();
  return {
    id: row.id,
    completedAt: now,
    status: 500,
    endReason: 'interrupted',
    errorCode: 'interrupted',
    usageSource: 'estimated',
    promptTokens,
    completionTokens: 0,
    totalTokens: promptTokens,
    cachedTokens: null,
    reasoningTokens: null,
    chargedTokens: promptTokens,
    finishReason: null,
    responseModel: null,
    upstreamStatus: null,
    upstreamRequestId: null,
    timeToFirstByteMs: null,
    durationMs: Math.max(0, Math.min(2_147_483_647, now.getTime() - row.started_at.getTime())),
    response: new BodyCapture(0).finish(),
  };
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
