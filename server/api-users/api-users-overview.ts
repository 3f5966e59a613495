import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { NotFound } from '../http/domain-error.ts';
import { InvalidRequest } from '../http/refusals.ts';
import type { GatewayName } from '../settings.ts';
import type {
  ApiUserListQuery,
  ApiUserPage,
  ApiUserRefusals,
  ApiUserView,
} from './api-users.contract.ts';

const statusOf = `case when u.revoked_at is not null then 'revoked'
                       when u.expires_at <= now() then 'expired'
                       else 'active' end`;

/** One row an API user, with its current key, this month's use and the rate of the last minute. bigint comes as text. */
const overview = `
  select u.id, u.display_name, u.gateways, u.requests_per_minute, u.monthly_token_cap, u.expires_at,
    u.allowed_models, u.note, ${statusOf} as status, u.revoked_at, u.created_at, u.updated_at, u.version,
    k.id as key_id, k.prefix, k.last_four, k.created_at as key_created_at,
    to_char(now() at time zone 'utc', 'YYYY-MM-01') as month,
    coalesce(m.used_tokens, 0) as used_tokens, coalesce(m.reserved_tokens, 0) as reserved_tokens,
    coalesce(m.requests, 0) as requests, last_use.at as last_used_at, last_use.address as last_used_address,
    case when r.buckets is null then 0
         else rate_total(rate_window(r.buckets, extract(epoch from now())::bigint - r.second))
    end as requests_last_minute,
    lower(u.display_name) as sort_name
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
interface Row {
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
  readonly sort_name: string;
}

/** API users as the console shows them. Reads only. */
@Injectable()
export class ApiUsersOverview {
  constructor(private readonly database: Database) {}

  /** By name. A page ends where the next one's cursor begins, whatever was added or removed in between. */
  async list(query: ApiUserListQuery): Promise<ApiUserPage> {
    const after = query.cursor === undefined ? [null, null] : readCursor(query.cursor);
    const found = await this.database.console.query<Row>(
      `${overview}
       where ($1::text is null or u.display_name ilike $1 or u.note ilike $1 or k.prefix ilike $1)
         and ($2::text is null or ${statusOf} = $2)
         and ($3::text is null or u.gateways @> array[$3])
         and ($4::text is null or (lower(u.display_name), u.id) > ($4, $5::uuid))
       order by lower(u.display_name), u.id
       limit $6`,
      [
        query.search ? `%${query.search.replace(/[\\%_]/g, '\\$&')}%` : null,
        query.status ?? null,
        query.gateway ?? null,
        ...after,
        query.limit + 1,
      ],
    );
    const rows = found.rows.slice(0, query.limit);
    const last = rows.at(-1);
    return {
      items: rows.map(toView),
      nextCursor: last && found.rows.length > query.limit ? writeCursor(last) : null,
    };
  }

  /** Throws {@link NotFound}. */
  async get(id: string): Promise<ApiUserView> {
    const found = await this.database.console.query<Row>(`${overview} where u.id = $1`, [id]);
    const row = found.rows[0];
    if (row === undefined) throw new NotFound('The API user');
    return toView(row);
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
}

function toView(row: Row): ApiUserView {
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

function writeCursor({ sort_name, id }: Row): string {
  return `${Buffer.from(sort_name).toString('base64url')}.${id}`;
}

function readCursor(cursor: string): [string, string] {
  const [name = '', id = ''] = cursor.split('.');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new InvalidRequest([{ path: 'cursor', message: 'is not one that was given out' }]);
  return [Buffer.from(name, 'base64url').toString().replaceAll('\0', ''), id];
}
