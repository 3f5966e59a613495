import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import type { Usage, UsageQuery } from './audit.contract.ts';
import { unknownUserId } from './refusal-counters.ts';

type UsageHour = Usage['hours'][number];
type Refusal = Usage['refusals'][number];

const columns = 'hour, gateway, requests, errors, prompt_tokens, completion_tokens, total_tokens';
const ofOneUser = `with numbers as (
    select ${columns} from usage_hour where hour >= $1 and hour < $2 and api_user_id = $3::uuid
  )`;
/** Days that have been added up are read from their sums. */
const ofEverybody = `with utc_days as materialized (
    select d::date as day, s.day is not null as is_summed
    from generate_series(($1::timestamptz at time zone 'UTC')::date, ($2::timestamptz at time zone 'UTC')::date,
        interval '1 day') d left join usage_summed_day s on s.day = d::date
  ), numbers as (
    select ${columns} from usage_hour_sum
    where hour >= $1 and hour < $2 and (hour at time zone 'UTC')::date in (select day from utc_days where is_summed)
    union all
    select ${columns} from utc_days cross join lateral (
      select * from usage_hour
      where hour >= greatest($1, day::timestamp at time zone 'UTC')
        and hour < least($2, (day + 1)::timestamp at time zone 'UTC')
    ) open where not is_summed
  )`;

/** The hourly numbers behind the charts. They outlive the log, so a purge changes no chart. */
@Injectable()
export class UsageRollups {
  constructor(private readonly database: Database) {}

  /** Requests per hour and gateway, oldest first. The hour that `from` lies in belongs to it as a whole. */
  async hours(query: UsageQuery): Promise<UsageHour[]> {
    const source = query.apiUserId === undefined ? ofEverybody : ofOneUser;
    const found = await this.database.console.query<Omit<UsageHour, 'hour'> & { hour: Date }>(
      `${source}
       select hour, gateway, sum(requests)::float8 as requests, sum(errors)::float8 as errors,
         sum(prompt_tokens)::float8 as "promptTokens",
         sum(completion_tokens)::float8 as "completionTokens",
         sum(total_tokens)::float8 as "totalTokens"
       from numbers
       group by hour, gateway
       order by hour, gateway`,
      query.apiUserId === undefined ? boundsOf(query).slice(0, 2) : boundsOf(query),
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
