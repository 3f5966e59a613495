import { Injectable } from '@nestjs/common';
import { countKeyRequests, firstHourShown, lastDayOf } from '../audit/recent-use.ts';
import { monthEnd } from '../audit/month.ts';
import { Database } from '../database/database.ts';
import { NotFound } from '../http/domain-error.ts';
import type { GatewayName } from '../settings.ts';
import { overview, toView, type ApiUserRow } from './api-user-rows.ts';
import { cursorAfter, sortingOf, type SortedRow } from './api-user-sorting.ts';
import type {
  ApiUserDetail,
  ApiUserDownloadQuery,
  ApiUserFilter,
  ApiUserListQuery,
  ApiUserPage,
  ApiUserRefusals,
  ApiUserView,
} from './api-users.contract.ts';
import { forecast } from './cap-forecast.ts';

/** Users of a file that are read at once. */
const usersAtOnce = 200;

/** API users as the console shows them. Reads only. */
@Injectable()
export class ApiUsersOverview {
  constructor(private readonly database: Database) {}

  /** A page ends where the next one's cursor begins, whatever was added or removed in between. */
  async list(query: ApiUserListQuery): Promise<ApiUserPage> {
    const { rows, nextCursor } = await this.page(query);
    const days = await lastDayOf(
      this.database.console,
      rows.map(({ id }) => id),
    );
    return {
      items: rows.map((row) => ({
        ...toView(row),
        requestsByHour: days.get(row.id)!.map(({ requests }) => requests),
      })),
      nextCursor,
      hoursFrom: firstHourShown().toISOString(),
    };
  }

  /** Everybody who matches, a page at a time, until `signal` is aborted. */
  async *users(query: ApiUserDownloadQuery, signal: AbortSignal): AsyncGenerator<ApiUserView> {
    let cursor: string | undefined;
    while (!signal.aborted) {
      const { rows, nextCursor } = await this.page({ ...query, limit: usersAtOnce, cursor });
      yield* rows.map(toView);
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  }

  /** Throws {@link NotFound}. */
  async get(id: string): Promise<ApiUserView> {
    const found = await this.database.console.query<ApiUserRow>(`${overview} where u.id = $1`, [
      id,
    ]);
    const row = found.rows[0];
    if (row === undefined) throw new NotFound('The API user');
    return toView(row);
  }

  /** Throws {@link NotFound}. */
  async detail(id: string): Promise<ApiUserDetail> {
    const view = await this.get(id);
    const now = new Date();
    const hourAgo = new Date(now.getTime() - 3_600_000);
    const { forecastTokens, reachesCapAt } = forecast(
      {
        cap: view.monthlyTokenCap,
        used: view.usage.usedTokens,
        createdAt: new Date(view.createdAt),
      },
      now,
    );
    const key = { apiUserId: view.id, apiKeyId: view.key.id };
    const [days, { count, hasMore }] = await Promise.all([
      lastDayOf(this.database.console, [view.id]),
      countKeyRequests(this.database.console, key, hourAgo),
    ]);
    return {
      ...view,
      lastDay: days.get(view.id)!,
      keyUse: { requestsLastHour: count, hasMore },
      forecast: { monthEndsAt: monthEnd(now).toISOString(), tokens: forecastTokens, reachesCapAt },
    };
  }

  /** Throws {@link NotFound}. */
  async refusals(id: string, hours: number): Promise<ApiUserRefusals> {
    await this.get(id);
    const found = await this.database.console.query<{
      hour: Date;
      gateway: GatewayName;
      reason: string;
      refusals: string;
      last_at: Date;
    }>(
      `select hour, gateway, reason, refusals, last_at from gateway_refusal
       where api_user_id = $1 and hour > now() - $2 * interval '1 hour' - interval '1 hour'
       order by hour desc, last_at desc, gateway, reason`,
      [id, hours],
    );
    return {
      items: found.rows.map(({ hour, gateway, reason, refusals, last_at }) => ({
        hour: hour.toISOString(),
        gateway,
        reason,
        refusals: Number(refusals),
        lastAt: last_at.toISOString(),
      })),
    };
  }

  private async page(
    query: Omit<ApiUserListQuery, 'cursor'> & { cursor?: string | undefined },
  ): Promise<{ rows: SortedRow[]; nextCursor: string | null }> {
    const values: unknown[] = [];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const { expression, order, after } = sortingOf(query, bind);
    const conditions = [...conditionsOf(query, bind), ...after];
    const found = await this.database.console.query<SortedRow>(
      `select u.*, (${expression})::text as sort_value from (${overview}) u
       ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
       order by ${order} limit ${bind(query.limit + 1)}`,
      values,
    );
    const rows = found.rows.slice(0, query.limit);
    const last = rows.at(-1);
    const hasMore = last !== undefined && found.rows.length > query.limit;
    return { rows, nextCursor: hasMore ? cursorAfter(query, last) : null };
  }
}

/** On a row of {@link overview}, called `u`. */
function conditionsOf(filter: ApiUserFilter, bind: (value: unknown) => string): string[] {
  const { search, status, gateway, overCap, unusedForDays } = filter;
  const conditions: string[] = [];
  if (search) {
    const pattern = bind(`%${search.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(
      `(u.display_name ilike ${pattern} or u.note ilike ${pattern} or u.prefix ilike ${pattern})`,
    );
  }
  if (status !== undefined) conditions.push(`u.status = ${bind(status)}`);
  if (gateway !== undefined) conditions.push(`u.gateways @> array[${bind(gateway)}]`);
  if (overCap !== undefined)
    conditions.push(`(u.used_tokens >= u.monthly_token_cap) = ${bind(overCap === 'true')}`);
  if (unusedForDays !== undefined)
    conditions.push(
      `coalesce(u.last_used_at, u.created_at) < now() - ${bind(unusedForDays)} * interval '1 day'`,
    );
  return conditions;
}
