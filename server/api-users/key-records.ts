import type pg from 'pg';
import type { GatewayName } from '../settings.ts';
import type { KeyHolder, KeyVerdict } from './key-holder.ts';

/** A key as the database knows it. Whether it has expired is asked anew each time. */
export interface KeyRecord {
  readonly holder: KeyHolder;
  readonly isRotated: boolean;
  readonly isRevoked: boolean;
}

/** Finds a key by its hash; `undefined` when it is not ours. */
export const findKey = (pool: pg.Pool, hash: Buffer): Promise<KeyRecord | undefined> =>
  find(pool, 'k.hash = $1', hash);

/** The key a user has now; `undefined` when there is no such user. */
export const findKeyOfUser = (pool: pg.Pool, apiUserId: string): Promise<KeyRecord | undefined> =>
  find(pool, 'u.id = $1 and k.rotated_at is null', apiUserId);

async function find(
  pool: pg.Pool,
  condition: string,
  value: Buffer | string,
): Promise<KeyRecord | undefined> {
  const found = await pool.query<{
    api_user_id: string;
    display_name: string;
    gateways: GatewayName[];
    requests_per_minute: number;
    monthly_token_cap: string;
    expires_at: Date | null;
    allowed_models: string[] | null;
    revoked_at: Date | null;
    key_id: string;
    prefix: string;
    rotated_at: Date | null;
  }>(
    `select u.id as api_user_id, u.display_name, u.gateways, u.requests_per_minute, u.monthly_token_cap,
       u.expires_at, u.allowed_models, u.revoked_at, k.id as key_id, k.prefix, k.rotated_at
     from api_key k join api_user u on u.id = k.api_user_id where ${condition}`,
    [value],
  );
  const row = found.rows[0];
  return (
    row && {
      holder: {
        apiUserId: row.api_user_id,
        apiUserName: row.display_name,
        apiKeyId: row.key_id,
        keyPrefix: row.prefix,
        gateways: row.gateways,
        requestsPerMinute: row.requests_per_minute,
        monthlyTokenCap: Number(row.monthly_token_cap),
        expiresAt: row.expires_at,
        allowedModels: row.allowed_models,
      },
      isRotated: row.rotated_at !== null,
      isRevoked: row.revoked_at !== null,
    }
  );
}

/** What a key is worth at a moment. Taking a key or a user away comes before its running out. */
export function verdictOn(record: KeyRecord | undefined, nowMs: number): KeyVerdict {
  if (record === undefined) return { status: 'unknown' };
  const { holder, isRotated, isRevoked } = record;
  if (isRotated) return { status: 'rotated', holder };
  if (isRevoked) return { status: 'revoked', holder };
  if (holder.expiresAt !== null && holder.expiresAt.getTime() <= nowMs)
    return { status: 'expired', holder };
  return { status: 'valid', holder };
}
