import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import type { GatewayName } from '../settings.ts';
import { statusOf } from './api-user-rows.ts';

/** What is watched of keys that are good for something. Days are whole; a limit is one that no use comes near. */
export const keyWatch = {
  unusedForDays: 30,
  rotatedWithinDays: 180,
  mostRequestsPerMinute: 10_000,
  mostMonthlyTokens: 1_000_000_000,
} as const;

/** One group of API users, the first of them by name. */
export interface KeyGroup {
  readonly count: number;
  readonly examples: readonly string[];
}

/** API users that are active, by what one would look at. */
export interface KeyStanding {
  readonly active: number;
  readonly neverUsed: KeyGroup;
  readonly unlimited: KeyGroup;
  readonly allScopes: KeyGroup;
  readonly notRotated: KeyGroup;
  readonly endless: KeyGroup;
}

const groups = {
  neverUsed: `last_used_at is null and key_created_at < now() - interval '${keyWatch.unusedForDays} days'`,
  unlimited: `requests_per_minute >= ${keyWatch.mostRequestsPerMinute} or monthly_token_cap >= ${keyWatch.mostMonthlyTokens}`,
  allScopes: `cardinality(gateways) = $1 and allowed_models is null`,
  notRotated: `key_created_at < now() - interval '${keyWatch.rotatedWithinDays} days'`,
  endless: 'expires_at is null',
} as const;
type GroupName = keyof typeof groups;
const groupNames = Object.keys(groups) as GroupName[];
const scopes: Readonly<Record<GatewayName, true>> = { pre: true, post: true };
const mostExamples = 5;

/** How the keys of API users are used and bounded. Reads only. */
@Injectable()
export class ApiKeyStanding {
  constructor(private readonly database: Database) {}

  async read(): Promise<KeyStanding> {
    const columns = groupNames.map(
      (name) => `count(*) filter (where ${groups[name]})::integer as "${name}",
        (array_agg(display_name order by lower(display_name)) filter (where ${groups[name]}))[1:${mostExamples}] as "${name}Examples"`,
    );
    const found = await this.database.console.query<Record<string, number | string[] | null>>(
      `select count(*)::integer as active, ${columns.join(', ')} from (
         select u.display_name, u.gateways, u.requests_per_minute, u.monthly_token_cap, u.expires_at,
           u.allowed_models, k.created_at as key_created_at, last_use.at as last_used_at
         from api_user u
         join api_key k on k.api_user_id = u.id and k.rotated_at is null
         left join lateral (
           select max(last_used_at) as at from api_user_usage where api_user_id = u.id
         ) last_use on true
         where ${statusOf} = 'active'
       ) standing`,
      [Object.keys(scopes).length],
    );
    const row = found.rows[0]!;
    const group = (name: GroupName): KeyGroup => ({
      count: row[name] as number,
      examples: (row[`${name}Examples`] as string[] | null) ?? [],
    });
    return {
      active: row.active as number,
      neverUsed: group('neverUsed'),
      unlimited: group('unlimited'),
      allScopes: group('allScopes'),
      notRotated: group('notRotated'),
      endless: group('endless'),
    };
  }
}
