import { Injectable } from '@nestjs/common';
import { monthEnd } from '../audit/month.ts';
import { Database } from '../database/database.ts';
import { statusOf } from './api-user-rows.ts';
import type { ApiUserView } from './api-users.contract.ts';
import { nearCapShare, type CapUse, type CapUseQuery } from './cap-use.contract.ts';
import { forecast } from './cap-forecast.ts';

interface Row {
  readonly id: string;
  readonly display_name: string;
  readonly status: ApiUserView['status'];
  readonly created_at: Date;
  readonly cap: number;
  readonly used: number;
  readonly reserved: number;
  readonly requests: number;
  readonly share: number;
  readonly users: number;
  readonly near: number;
  readonly reached: number;
}

/** How near API users are to this month's caps. */
@Injectable()
export class CapUseReport {
  constructor(private readonly database: Database) {}

  async read({ limit }: CapUseQuery): Promise<CapUse> {
    const found = await this.database.console.query<Row>(
      `with users as (
         select u.id, u.display_name, ${statusOf} as status, u.created_at, u.monthly_token_cap::float8 as cap,
           coalesce(m.used_tokens, 0)::float8 as used, coalesce(m.reserved_tokens, 0)::float8 as reserved,
           coalesce(m.requests, 0)::float8 as requests,
           case when u.monthly_token_cap = 0 then 1
             else coalesce(m.used_tokens, 0) / u.monthly_token_cap::float8 end as share
         from api_user u left join api_user_usage m
           on m.api_user_id = u.id and m.month = date_trunc('month', now() at time zone 'utc')::date
       )
       select *, (count(*) over ())::integer as users,
         (count(*) filter (where share >= $2 and share < 1) over ())::integer as near,
         (count(*) filter (where share >= 1) over ())::integer as reached
       from users order by share desc, used desc, lower(display_name), id limit $1`,
      [limit, nearCapShare],
    );
    const now = new Date();
    const { users, near, reached } = found.rows[0] ?? { users: 0, near: 0, reached: 0 };
    return {
      month: `${now.toISOString().slice(0, 7)}-01`,
      monthEndsAt: monthEnd(now).toISOString(),
      counts: { users, near, reached },
      items: found.rows.map((row) => ({
        id: row.id,
        displayName: row.display_name,
        status: row.status,
        monthlyTokenCap: row.cap,
        usedTokens: row.used,
        reservedTokens: row.reserved,
        requests: row.requests,
        share: row.share,
        level: row.share >= 1 ? 'reached' : row.share >= nearCapShare ? 'near' : 'ok',
        ...forecast({ cap: row.cap, used: row.used, createdAt: row.created_at }, now),
      })),
    };
  }
}
