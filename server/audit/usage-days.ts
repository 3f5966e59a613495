import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { Database } from '../database/database.ts';
import { InvalidRequest } from '../http/refusals.ts';
import {
  mostUsageGroups,
  todayIn,
  type UsageDays,
  type UsageDaysQuery,
  type UsageTop,
  type UsageTopQuery,
} from './usage.contract.ts';
import { groupOf, sumOf, type CountedRow, type RefusedRow } from './usage-series.ts';

/** `invalid_parameter_value`: PostgreSQL does not know the time zone. (PostgreSQL, appendix A) */
const invalidParameter = '22023';
const localName = { none: `''`, gateway: 'gateway', model: 'model', apiUser: 'api_user_id::text' };

/**
 * The hours from the first local midnight to the last one, $1 and $2 being local days and $3 the zone. An hour belongs
 * to the day that its middle lies in.
 */
const hoursOfDays = `
  hours as materialized (
    select h as hour, ((h + interval '30 minutes') at time zone $3)::date as day
    from generate_series(
      date_trunc('hour', $1::date::timestamp at time zone $3, 'UTC') - interval '1 hour',
      ($2::date + 1)::timestamp at time zone $3 + interval '1 hour', interval '1 hour') h
    where ((h + interval '30 minutes') at time zone $3)::date between $1::date and $2::date
  )`;
/** Constants to the planner, which therefore reads by the index on hours when the time is short. */
const withinDays = `hour >= $1::date::timestamp at time zone $3 - interval '1 hour'
  and hour < ($2::date + 1)::timestamp at time zone $3 + interval '1 hour'`;

const numbers = `sum(requests)::float8 as requests, sum(errors)::float8 as errors,
  sum(prompt_tokens)::float8 as "promptTokens", sum(completion_tokens)::float8 as "completionTokens",
  sum(total_tokens)::float8 as "totalTokens"`;

interface Span {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}

/** Usage by local days, added up from the hourly numbers, which outlive the log. */
@Injectable()
export class UsageByDay {
  constructor(private readonly database: Database) {}

  /** Throws {@link InvalidRequest} for a time zone that only JavaScript knows. */
  async days(query: UsageDaysQuery): Promise<UsageDays> {
    const span = spanOf(query);
    const { groupBy, apiUserId } = query;
    const counted = await this.counted(span, groupBy, apiUserId);
    const keys = [...new Set(counted.map(({ key }) => key))];
    const named = keys.filter((key) => key !== null);
    const [refused, toleranceMinutes, names] = await Promise.all([
      this.refused(span, groupBy, apiUserId, named),
      this.tolerance(span),
      groupBy === 'apiUser' ? this.namesOf(named) : new Map<string, string>(),
    ]);
    // What was refused to somebody without a single answered request belongs to the others.
    if (refused.some(({ key }) => key === null) && !keys.includes(null)) keys.push(null);
    const whole = { ...span, rows: counted, refused, hasRefusals: true };
    const all = groupOf({ ...whole, key: undefined, name: null });
    const groups = groupBy === 'none' ? [] : keys;
    return {
      ...span,
      today: todayIn(span.timeZone),
      toleranceMinutes,
      total: all.total,
      days: all.days,
      groups: groups.map((key) =>
        groupOf({
          ...whole,
          hasRefusals: groupBy !== 'model',
          key,
          name: key === null ? null : (names.get(key) ?? key),
        }),
      ),
    };
  }

  /** Throws {@link InvalidRequest} as above. */
  async top(query: UsageTopQuery): Promise<UsageTop> {
    const span = spanOf(query);
    const [rows, toleranceMinutes] = await Promise.all([
      this.query<CountedRow & { durationMs: number; key: string }>(
        `with ${hoursOfDays}
         select ${localName[query.by]} as key, ${numbers}, sum(duration_ms)::float8 as "durationMs"
         from usage_hour join hours using (hour)
         where ${withinDays}
         group by ${localName[query.by].replace('::text', '')}
         order by sum(total_tokens) desc, sum(requests) desc, 1`,
        spanValues(span),
      ),
      this.tolerance(span),
    ]);
    const { refusals: _, ...total } = sumOf(rows);
    const shown = rows.slice(0, query.limit);
    const names =
      query.by === 'apiUser' ? await this.namesOf(shown.map(({ key }) => key)) : undefined;
    return {
      ...span,
      toleranceMinutes,
      items: shown.map(({ durationMs, ...row }) => ({
        ...row,
        name: names?.get(row.key) ?? row.key,
        share: total.totalTokens === 0 ? 0 : row.totalTokens / total.totalTokens,
        meanDurationMs: Math.round(durationMs / row.requests),
      })),
      total,
      count: rows.length,
    };
  }

  /** By day and group, the biggest group first; of the groups beyond the biggest, only the sum. */
  private counted(
    span: Span,
    groupBy: UsageDaysQuery['groupBy'],
    apiUserId: string | undefined,
  ): Promise<CountedRow[]> {
    return this.query<CountedRow>(
      `with ${hoursOfDays}, per_day as materialized (
         select day, ${localName[groupBy].replace('::text', '')} as key, sum(requests) as requests,
           sum(errors) as errors, sum(prompt_tokens) as prompt_tokens,
           sum(completion_tokens) as completion_tokens, sum(total_tokens) as total_tokens
         from usage_hour join hours using (hour)
         where ${withinDays} and ($4::uuid is null or api_user_id = $4)
         group by 1, 2
       ), biggest as (
         select key, row_number() over (order by sum(total_tokens) desc, sum(requests) desc, key) as place
         from per_day group by key
       )
       select to_char(day, 'YYYY-MM-DD') as day, case when place <= $5 then key::text end as key, ${numbers}
       from per_day join biggest using (key)
       group by day, 2
       order by min(least(place, $5 + 1)), day`,
      [...spanValues(span), apiUserId ?? null, mostUsageGroups],
    );
  }

  private refused(
    span: Span,
    groupBy: UsageDaysQuery['groupBy'],
    apiUserId: string | undefined,
    keys: readonly string[],
  ): Promise<RefusedRow[]> {
    const key = groupBy === 'model' ? `''` : localName[groupBy];
    return this.query<RefusedRow>(
      `with ${hoursOfDays}
       select to_char(day, 'YYYY-MM-DD') as day, case when ${key} = any($5::text[]) then ${key} end as key,
         sum(refusals)::float8 as refusals
       from gateway_refusal join hours using (hour)
       where ${withinDays} and ($4::uuid is null or api_user_id = $4)
       group by 1, 2`,
      [...spanValues(span), apiUserId ?? null, keys],
    );
  }

  /** The largest distance of a local midnight of the span from a full hour of UTC, in minutes. */
  private async tolerance(span: Span): Promise<number> {
    const [found] = await this.query<{ minutes: number }>(
      `select max(least(m, 60 - m))::integer as minutes from (
         select extract(minute from (d::timestamp at time zone $3) at time zone 'UTC') as m
         from generate_series($1::date, $2::date + 1, interval '1 day') d
       ) midnights`,
      spanValues(span),
    );
    return found!.minutes;
  }

  /** As they were called at last. */
  private async namesOf(apiUserIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.query<{ id: string; name: string }>(
      `select id, name from unnest($1::uuid[]) id cross join lateral (
         select api_user_name as name from usage_hour where api_user_id = id order by hour desc limit 1
       ) last`,
      [apiUserIds],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  private async query<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await this.database.console.query<Row>(text, values)).rows;
    } catch (error) {
      if ((error as { code?: string }).code !== invalidParameter) throw error;
      throw new InvalidRequest([{ path: 'timeZone', message: 'is not known to the database' }]);
    }
  }
}

function spanOf({ from, to, timeZone }: UsageDaysQuery | UsageTopQuery): Span {
  return { from, to: to ?? todayIn(timeZone), timeZone };
}

function spanValues({ from, to, timeZone }: Span): unknown[] {
  return [from, to, timeZone];
}
