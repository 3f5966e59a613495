import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ThrottlerStorageService, type ThrottlerStorage } from '@nestjs/throttler';
import { Database, isAway } from '../database/database.ts';

/** As `@nestjs/throttler` wants it; times in seconds. */
type ThrottleRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * $1 key, $2 window in ms, $3 limit, $4 block in ms. A window starts with its first hit and does not move. The hit
 * after the last allowed one blocks for $4, at least to the end of the window; hits while blocked do not prolong it.
 */
const countHit = `
  insert into throttle as t (key, hits, expires_at)
  values ($1, 1, now() + $2 * interval '1 millisecond')
  on conflict (key) do update set
    hits = case when greatest(t.expires_at, t.blocked_until) <= now() then 1
                else least(t.hits + 1, $3 + 1) end,
    expires_at = case when greatest(t.expires_at, t.blocked_until) <= now() then excluded.expires_at
                      else t.expires_at end,
    blocked_until = case when greatest(t.expires_at, t.blocked_until) <= now() then null
                         when t.hits >= $3 then
                           coalesce(t.blocked_until, greatest(t.expires_at, now() + $4 * interval '1 millisecond'))
                         else t.blocked_until end
  returning hits,
    greatest(0, ceil(extract(epoch from expires_at - now())))::integer as expires_in,
    ceil(extract(epoch from blocked_until - now()))::integer as blocked_for`;

/**
 * Counters of `@nestjs/throttler` in PostgreSQL: shared by all processes, kept over a restart. While the database is
 * away each process counts in its own memory.
 */
@Injectable()
export class PostgresThrottlerStorage implements ThrottlerStorage, OnApplicationShutdown {
  private readonly memory = new ThrottlerStorageService();
  private readonly logger = new Logger('Throttle');

  constructor(private readonly database: Database) {}

  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottleRecord> {
    try {
      if (this.database.isReady) return await this.countHit([key, ttl, limit, blockDuration]);
    } catch (error) {
      if (!isAway(error)) throw error;
    }
    return this.memory.increment(key, ttl, limit, blockDuration, throttlerName);
  }

  /** Takes one hit back that turned out not to be a misdeed. */
  async giveBack(key: string): Promise<void> {
    await this.database.console.query(
      'update throttle set hits = greatest(hits - 1, 0) where key = $1 and blocked_until is null',
      [key],
    );
  }

  /** Windows that are over mean nothing. */
  @Interval('throttle-pruning', 600_000)
  async prune(): Promise<void> {
    if (!this.database.isReady) return;
    await this.database.console
      .query('delete from throttle where greatest(expires_at, blocked_until) < now()')
      .catch((error: Error) => this.logger.warn(`Old counters were not removed: ${error.message}`));
  }

  onApplicationShutdown(): void {
    this.memory.onApplicationShutdown();
  }

  private async countHit(values: readonly unknown[]): Promise<ThrottleRecord> {
    const result = await this.database.console.query<{
      hits: number;
      expires_in: number;
      blocked_for: number | null;
    }>(countHit, [...values]);
    const { hits, expires_in, blocked_for } = result.rows[0]!;
    return {
      totalHits: hits,
      timeToExpire: expires_in,
      isBlocked: blocked_for !== null,
      timeToBlockExpire: blocked_for ?? 0,
    };
  }
}
