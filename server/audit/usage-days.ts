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
import { groupOf, othersOf, sumOf, type CountedRow, type RefusedRow } from './usage-series.ts';
import { byUser, everybody, nearSpan, someUsers, spanOfHours } from './usage-sources.ts';

/** `invalid_parameter_value`: PostgreSQL does not know the time zone. (PostgreSQL, appendix A) */
const invalidParameter = '22023';

type GroupBy = UsageDaysQuery['groupBy'];

const keyOf = {
  none: `''`,
  gateway: 'gateway',
  model: 'model',
  apiUser: 'api_user_id',
} as const;

/** No model is known of what was refused. $5 holds the users that are shown by themselves. */
const refusalKeyOf = {
  none: `''`,
  gateway: 'gateway',
  model: `''`,
  apiUser: 'case when api_user_id = any($5::uuid[]) then api_user_id end',
} as const;

const sums = `sum(requests)::float8 as requests, sum(errors)::float8 as errors,
  sum(prompt_tokens)::float8 as "promptTokens", sum(completion_tokens)::float8 as "completionTokens",
  sum(total_tokens)::float8 as "totalTokens"`;

interface Span {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}

type TotalRow = Omit<CountedRow, 'day' | 'key'> & { key: string; durationMs: number };

/** Usage by local days, added up from the hourly numbers, which outlive the log. */
@Injectable()
export class UsageByDay {
  constructor(private readonly database: Database) {}

  /** Throws {@link InvalidRequest} for a time zone that only JavaScript knows. */
  async days(query: UsageDaysQuery): Promise<UsageDays> {
    const span = spanOf(query);
    const { groupBy, apiUserId } = query;
    const users = groupBy === 'apiUser' ? await this.usersOf(span, apiUserId) : [];
    const biggest = users.slice(0, mostUsageGroups);
    const [some, all, refused, toleranceMinutes, names] = await Promise.all([
      this.counted(span, groupBy, apiUserId, biggest),
      users.length > biggest.length ? this.series(span, 'none', everybody) : [],
      this.refused(span, groupBy, apiUserId, biggest),
      this.tolerance(span),
      this.namesOf(biggest),
    ]);
    const counted = [...some, ...othersOf(all, some)];
    // Who was refused everything has a line too; by user, it is that of the others.
    const seen = groupBy === 'model' ? counted : [...counted, ...refused];
    const keys = [...new Set(seen.map(({ key }) => key))];
    const whole = { ...span, rows: counted, refused, hasRefusals: true };
    const sum = groupOf({ ...whole, key: undefined, name: null });
    return {
      ...span,
      today: todayIn(span.timeZone),
      toleranceMinutes,
      total: sum.total,
      days: sum.days,
      groups: (groupBy === 'none' ? [] : keys).map((key) =>
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
      query.by === 'apiUser' ? this.totalsByUser(span) : this.totalsByModel(span),
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

  /** The users of the span, the biggest first. */
  private async usersOf(span: Span, apiUserId: string | undefined): Promise<string[]> {
    if (apiUserId !== undefined) return [apiUserId.toLowerCase()];
    return (await this.totalsByUser(span)).map(({ key }) => key);
  }

  private counted(
    span: Span,
    groupBy: GroupBy,
    apiUserId: string | undefined,
    users: readonly string[],
  ): Promise<CountedRow[]> {
    if (apiUserId !== undefined) return this.series(span, groupBy, someUsers, [[apiUserId]]);
    if (groupBy === 'apiUser') return this.series(span, groupBy, someUsers, [users]);
    return this.series(span, groupBy, everybody);
  }

  /** By day and group, the biggest group first; of the groups beyond the biggest, only the sum. */
  private series(
    span: Span,
    groupBy: GroupBy,
    source: string,
    more: readonly unknown[] = [],
  ): Promise<CountedRow[]> {
    const values = [...valuesOf(span), ...more];
    return this.query<CountedRow>(
      `with ${spanOfHours}, ${source}, per_day as materialized (
         select day, ${keyOf[groupBy]} as key, sum(requests) as requests, sum(errors) as errors,
           sum(prompt_tokens) as prompt_tokens, sum(completion_tokens) as completion_tokens,
           sum(total_tokens) as total_tokens
         from numbers join hours using (hour)
         group by 1, 2
       ), biggest as (
         select key, row_number() over (order by sum(total_tokens) desc, sum(requests) desc, key) as place
         from per_day group by key
       )
       select to_char(day, 'YYYY-MM-DD') as day, case when place <= ${mostUsageGroups} then key::text end as key, ${sums}
       from per_day join biggest using (key)
       group by day, 2
       order by min(least(place, ${mostUsageGroups + 1})), day`,
      values,
    );
  }

  private totalsByUser(span: Span): Promise<TotalRow[]> {
    return this.query<TotalRow>(
      `with ${spanOfHours}, ${byUser}
       select api_user_id::text as key, ${sums}, sum(duration_ms)::float8 as "durationMs"
       from numbers group by api_user_id
       order by sum(total_tokens) desc, sum(requests) desc, 1`,
      valuesOf(span),
    );
  }

  private totalsByModel(span: Span): Promise<TotalRow[]> {
    return this.query<TotalRow>(
      `with ${spanOfHours}, ${everybody}
       select model as key, ${sums}, sum(duration_ms)::float8 as "durationMs"
       from numbers join hours using (hour) group by model
       order by sum(total_tokens) desc, sum(requests) desc, 1`,
      valuesOf(span),
    );
  }

  private refused(
    span: Span,
    groupBy: GroupBy,
    apiUserId: string | undefined,
    users: readonly string[],
  ): Promise<RefusedRow[]> {
    const key = refusalKeyOf[groupBy];
    return this.query<RefusedRow>(
      `with ${spanOfHours}, per_hour as materialized (
         select hour, ${key} as key, sum(refusals) as refusals
         from gateway_refusal
         where ${nearSpan} and ($4::uuid is null or api_user_id = $4) and $5::uuid[] is not null
         group by 1, 2
       )
       select to_char(day, 'YYYY-MM-DD') as day, key::text as key, sum(refusals)::float8 as refusals
       from per_hour join hours using (hour) group by hours.day, key`,
      [...valuesOf(span), apiUserId ?? null, users],
    );
  }

  /** The largest distance of a local midnight of the span from a full hour of UTC, in minutes. */
  private async tolerance(span: Span): Promise<number> {
    const [found] = await this.query<{ minutes: number }>(
      `select max(least(m, 60 - m))::integer as minutes from (
         select extract(minute from (d::timestamp at time zone $3) at time zone 'UTC') as m
         from generate_series($1::date, $2::date + 1, interval '1 day') d
       ) midnights`,
      valuesOf(span),
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

function valuesOf({ from, to, timeZone }: Span): unknown[] {
  return [from, to, timeZone];
}
