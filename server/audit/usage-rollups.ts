import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import type { Usage, UsageQuery } from './audit.contract.ts';
import { unknownUserId } from './refusal-counters.ts';

type UsageHour = Usage['hours'][number];
type Refusal = Usage['refusals'][number];

/** The hourly numbers behind the charts. They outlive the log, so a purge changes no chart. */
@Injectable()
export class UsageRollups {
  constructor(private readonly database: Database) {}

  /** Requests per hour and gateway, oldest first. The hour that `from` lies in belongs to it as a whole. */
  async hours(query: UsageQuery): Promise<UsageHour[]> {
    const found = await this.database.console.query<Omit<UsageHour, 'hour'> & { hour: Date }>(
      `select hour, gateway, sum(requests)::float8 as requests, sum(errors)::float8 as errors,
         sum(prompt_tokens)::float8 as "promptTokens",
         sum(completion_tokens)::float8 as "completionTokens",
         sum(total_tokens)::float8 as "totalTokens"
       from usage_hour
       where hour >= $1 and hour < $2 and ($3::uuid is null or api_user_id = $3)
       group by hour, gateway
       order by hour, gateway`,
      boundsOf(query),
    );
    return found.rows.map((row) => ({ ...row, hour: row.hour.toISOString() }));
  }

  /** What the gateways refused and why, oldest first. */
  async refusals(query: UsageQuery): Promise<Refusal[]> {
    const found = await this.database.console.query<
      Omit<Refusal, 'hour' | 'lastAt'> & { hour: Date; lastAt: Date }
    >(
      `select hour, gateway, reason, nullif(api_user_id, $4) as "apiUserId",
         refusals::float8 as refusals, last_at as "lastAt"
       from gateway_refusal
       where hour >= $1 and hour < $2 and ($3::uuid is null or api_user_id = $3)
       order by hour, gateway, reason, api_user_id`,
      [...boundsOf(query), unknownUserId],
    );
    return found.rows.map((row) => ({
      ...row,
      hour: row.hour.toISOString(),
      lastAt: row.lastAt.toISOString(),
    }));
  }
}

function boundsOf({ from, to, apiUserId }: UsageQuery): unknown[] {
  const firstHour = new Date(from);
  firstHour.setUTCMinutes(0, 0, 0);
  return [firstHour, to === undefined ? new Date() : new Date(to), apiUserId ?? null];
}
