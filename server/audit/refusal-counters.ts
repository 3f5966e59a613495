import { Injectable, Logger } from '@nestjs/common';
import { Database, reasonOf } from '../database/database.ts';
import { OutageNotice } from '../database/outage-notice.ts';
import type { GatewayName } from '../settings.ts';

/** Stands for a key that is not ours. */
export const unknownUserId = '00000000-0000-0000-0000-000000000000';

const hourMs = 3_600_000;
const flushEveryMs = 2000;
const mostKeys = 10_000;

interface Counter {
  readonly hour: Date;
  readonly gateway: GatewayName;
  readonly reason: string;
  readonly apiUserId: string;
  refusals: number;
  lastAt: Date;
}

/**
 * Counts what the gateways refuse, so that the console can say why somebody was blocked. A refusal costs no statement:
 * counts are kept in memory and added to the database every 2 s. They wait while it is away; a killed process loses
 * them. Several apps share it, so it is begun and ended by {@link AuditModule} and not by a hook of its own.
 */
@Injectable()
export class RefusalCounters {
  private readonly logger = new Logger(RefusalCounters.name);
  private readonly outage = new OutageNotice(this.logger, 'Refusals are written again.');
  private counters = new Map<string, Counter>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  start(): void {
    this.timer = setInterval(() => void this.flush(), flushEveryMs).unref();
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flushing;
    await this.flush();
  }

  /** `reason` is the error code the client was told. `apiUserId` is `null` for a key that is not ours. */
  count(gateway: GatewayName, reason: string, apiUserId: string | null): void {
    const now = Date.now();
    this.add({
      hour: new Date(now - (now % hourMs)),
      gateway,
      reason,
      apiUserId: apiUserId ?? unknownUserId,
      refusals: 1,
      lastAt: new Date(now),
    });
  }

  /** Adds what was counted to the database. Never throws: what could not be added is kept for the next time. */
  flush(): Promise<void> {
    this.flushing ??= this.writeAll().finally(() => (this.flushing = undefined));
    return this.flushing;
  }

  private add(counter: Counter): void {
    const known = this.counters.get(keyOf(counter));
    if (known) {
      known.refusals += counter.refusals;
      if (counter.lastAt > known.lastAt) known.lastAt = counter.lastAt;
    } else if (this.counters.size < mostKeys || counter.apiUserId === unknownUserId) {
      this.counters.set(keyOf(counter), counter);
    } else {
      // Memory is bounded before anything else: the total stays right, the user is lost.
      this.add({ ...counter, apiUserId: unknownUserId });
    }
  }

  private async writeAll(): Promise<void> {
    if (this.counters.size === 0 || !this.database.isReady) return;
    const taken = [...this.counters.values()];
    this.counters = new Map();
    try {
      await this.write(taken);
      this.outage.succeeded();
    } catch (error) {
      for (const counter of taken) this.add(counter);
      this.outage.failed(`Refusals are kept in memory for now: ${reasonOf(error)}`);
    }
  }

  private async write(counters: readonly Counter[]): Promise<void> {
    // In one order, so that two processes never wait for each other's rows.
    await this.database.console.query(
      `insert into gateway_refusal as known (hour, gateway, reason, api_user_id, refusals, last_at)
       select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::uuid[], $5::bigint[], $6::timestamptz[])
         as counted (hour, gateway, reason, api_user_id, refusals, last_at)
       order by hour, gateway, reason, api_user_id
       on conflict (hour, gateway, reason, api_user_id) do update
       set refusals = known.refusals + excluded.refusals,
           last_at = greatest(known.last_at, excluded.last_at)`,
      [
        counters.map((counter) => counter.hour),
        counters.map((counter) => counter.gateway),
        counters.map((counter) => counter.reason),
        counters.map((counter) => counter.apiUserId),
        counters.map((counter) => counter.refusals),
        counters.map((counter) => counter.lastAt),
      ],
    );
  }
}

function keyOf({ hour, gateway, reason, apiUserId }: Counter): string {
  return `${hour.getTime()} ${gateway} ${apiUserId} ${reason}`;
}
