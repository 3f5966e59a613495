import type { GatewayName } from '../settings.ts';
import type { ApiUserView } from './api-users.contract.ts';

/** On a row of `api_user u`. */
export const statusOf = `case when u.revoked_at is not null then 'revoked'
                       when u.expires_at <= now() then 'expired'
                       else 'active' end`;

/** One row an API user, with its current key, this month's use and the rate of the last minute. bigint comes as text. */
export const overview = `
  select u.id, u.display_name, u.gateways, u.requests_per_minute, u.monthly_token_cap, u.expires_at,
    u.allowed_models, u.note, ${statusOf} as status, u.revoked_at, u.created_at, u.updated_at, u.version,
    k.id as key_id, k.prefix, k.last_four, k.created_at as key_created_at,
    to_char(now() at time zone 'utc', 'YYYY-MM-01') as month,
    coalesce(m.used_tokens, 0) as used_tokens, coalesce(m.reserved_tokens, 0) as reserved_tokens,
    coalesce(m.requests, 0) as requests, last_use.at as last_used_at, last_use.address as last_used_address,
    case when r.buckets is null then 0
         else rate_total(rate_window(r.buckets, extract(epoch from now())::bigint - r.second))
    end as requests_last_minute
  from api_user u
  join api_key k on k.api_user_id = u.id and k.rotated_at is null
  left join api_user_usage m
    on m.api_user_id = u.id and m.month = date_trunc('month', now() at time zone 'utc')::date
  left join api_user_rate r on r.api_user_id = u.id
  left join lateral (
    select last_used_at as at, last_used_address as address from api_user_usage
    where api_user_id = u.id and last_used_at is not null order by last_used_at desc limit 1
  ) last_use on true`;

/** What {@link overview} answers. */
export interface ApiUserRow {
  readonly id: string;
  readonly display_name: string;
  readonly gateways: GatewayName[];
  readonly requests_per_minute: number;
  readonly monthly_token_cap: string;
  readonly expires_at: Date | null;
  readonly allowed_models: string[] | null;
  readonly note: string | null;
  readonly status: ApiUserView['status'];
  readonly revoked_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly version: number;
  readonly key_id: string;
  readonly prefix: string;
  readonly last_four: string;
  readonly key_created_at: Date;
  readonly month: string;
  readonly used_tokens: string;
  readonly reserved_tokens: string;
  readonly requests: string;
  readonly last_used_at: Date | null;
  readonly last_used_address: string | null;
  readonly requests_last_minute: string;
}

export function toView(row: ApiUserRow): ApiUserView {
  return {
    id: row.id,
    displayName: row.display_name,
    gateways: row.gateways,
    requestsPerMinute: row.requests_per_minute,
    monthlyTokenCap: Number(row.monthly_token_cap),
    expiresAt: row.expires_at?.toISOString() ?? null,
    allowedModels: row.allowed_models,
    note: row.note,
    status: row.status,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
    key: {
      id: row.key_id,
      prefix: row.prefix,
      lastFour: row.last_four,
      createdAt: row.key_created_at.toISOString(),
    },
    usage: {
      month: row.month,
      usedTokens: Number(row.used_tokens),
      reservedTokens: Number(row.reserved_tokens),
      requests: Number(row.requests),
      requestsLastMinute: Number(row.requests_last_minute),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      lastUsedAddress: row.last_used_address,
    },
  };
}
