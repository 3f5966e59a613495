import type pg from 'pg';
import { firstIdAt } from './audit-partitions.ts';

const hourMs = 3_600_000;
const mostCounted = 10_000;
export const hoursShown = 24;

/** Answered requests of one hour, by the hour in which they began. */
export interface HourOfUse {
  /** Start of the hour, ISO 8601. */
  readonly hour: string;
  readonly requests: number;
  readonly errors: number;
  readonly totalTokens: number;
}

/** The start of the first of the last 24 hours, the running one included. */
export function firstHourShown(now = new Date()): Date {
  return new Date(Math.floor(now.getTime() / hourMs) * hourMs - (hoursShown - 1) * hourMs);
}

/** The last 24 hours of each of these API users, oldest first, those without a request too; one statement for all. */
export async function lastDayOf(
  pool: pg.Pool,
  apiUserIds: readonly string[],
): Promise<Map<string, HourOfUse[]>> {
  const first = firstHourShown();
  const hours = Array.from({ length: hoursShown }, (_, index) =>
    new Date(first.getTime() + index * hourMs).toISOString(),
  );
  const empty = { requests: 0, errors: 0, totalTokens: 0 };
  const days = new Map(apiUserIds.map((id) => [id, hours.map((hour) => ({ hour, ...empty }))]));
  if (apiUserIds.length === 0) return days;
  const found = await pool.query<Omit<HourOfUse, 'hour'> & { id: string; place: number }>(
    `select api_user_id as id, (extract(epoch from hour - $2) / 3600)::integer as place,
       sum(requests)::float8 as requests, sum(errors)::float8 as errors, sum(total_tokens)::float8 as "totalTokens"
     from usage_hour
     where api_user_id = any($1::uuid[]) and hour >= $2::timestamptz
     group by 1, 2`,
    [apiUserIds, first],
  );
  for (const { id, place, ...numbers } of found.rows) {
    const hour = hours[place];
    // The hour may have ended since.
    if (hour !== undefined) days.get(id)![place] = { hour, ...numbers };
  }
  return days;
}

/** Admitted requests with one key since a moment, answered or not: exact up to 10,000. */
export async function countKeyRequests(
  pool: pg.Pool,
  key: { readonly apiUserId: string; readonly apiKeyId: string },
  since: Date,
): Promise<{ count: number; hasMore: boolean }> {
  const found = await pool.query<{ count: number }>(
    `select count(*)::integer as count from (
       select from audit_request where api_user_id = $1 and api_key_id = $2 and id >= $3 limit $4
     ) used`,
    [key.apiUserId, key.apiKeyId, firstIdAt(since), mostCounted + 1],
  );
  const { count } = found.rows[0]!;
  return { count: Math.min(count, mostCounted), hasMore: count > mostCounted };
}
