import { createHash, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { EndReason, UsageSource } from '../audit/audit.contract.ts';
import type { Database } from '../database/database.ts';
import type { GatewayName } from '../settings.ts';

/** A record to be; what is left out is ordinary. */
export interface GivenRecord {
  readonly startedAt?: Date;
  readonly gateway?: GatewayName;
  readonly apiUserId?: string;
  readonly model?: string | null;
  readonly clientRequestId?: string | null;
  readonly prompt?: string;
  readonly stream?: boolean;
  readonly apiKeyId?: string;
  readonly keyPrefix?: string;
  /** `null` leaves the request open. */
  readonly answer?: GivenAnswer | null;
}

export interface GivenAnswer {
  readonly status?: number;
  readonly endReason?: EndReason;
  readonly usageSource?: UsageSource;
  readonly responseModel?: string;
  readonly response?: string;
  readonly errorCode?: string;
  readonly durationMs?: number;
  readonly truncated?: boolean;
}

let counter = 0;

/** Stores one record and answers its id. Its partition must be there. */
export async function insertRecord(database: Database, given: GivenRecord = {}): Promise<string> {
  const startedAt = given.startedAt ?? new Date(Date.now() - 60_000 + counter++);
  const id = uuidv7({ msecs: startedAt.getTime() });
  const prompt = given.prompt ?? '{"model":"hermes-4","messages":[]}';
  await database.console.query(
    `insert into audit_request values ($1, $2, $3, $4, $5, 'Ada', $6, $12, date_trunc('month', $2::timestamptz),
       500, 12, 'POST', '/v1/chat/completions', $7, $13, 'demo', '127.0.0.1', 'openai/6', $8, 0, $9, $10, $11, false)`,
    [
      id,
      startedAt,
      randomUUID(),
      given.gateway ?? 'pre',
      given.apiUserId ?? randomUUID(),
      given.apiKeyId ?? randomUUID(),
      given.model === undefined ? 'hermes-4' : given.model,
      given.clientRequestId ?? null,
      prompt,
      Buffer.byteLength(prompt),
      sha256(prompt),
      given.keyPrefix ?? 'hms_ab12',
      given.stream ?? false,
    ],
  );
  if (given.answer !== null) await insertAnswer(database, id, startedAt, given.answer ?? {});
  return id;
}

async function insertAnswer(
  database: Database,
  id: string,
  startedAt: Date,
  given: GivenAnswer,
): Promise<void> {
  const response = given.response ?? '{"object":"chat.completion"}';
  await database.console.query(
    `insert into audit_response values ($1, $2, $3, $4, $10, $5, 11, 22, 33, 4, null, 33, 'stop', $6, $3, 'up-1', 40, $11,
       $7, $8, $9, $12)`,
    [
      id,
      new Date(startedAt.getTime() + 900),
      given.status ?? 200,
      given.endReason ?? 'done',
      given.usageSource ?? 'upstream',
      given.responseModel ?? 'hermes-4-405b',
      response,
      Buffer.byteLength(response),
      sha256(response),
      given.errorCode ?? null,
      given.durationMs ?? 900,
      given.truncated ?? false,
    ],
  );
}

/** Stores `count` answered records, evenly spread from `from` to `to`, each with a prompt of about 1 kB. */
export async function insertManyRecords(
  database: Database,
  count: number,
  from: Date,
  to: Date,
): Promise<void> {
  const stepMs = (to.getTime() - from.getTime()) / count;
  await database.console.query(
    `with given as (
       select i, ($2::bigint + i * $3::float8)::bigint as ms from generate_series(0, $1::integer - 1) i
     ), made as (
       select i, to_timestamp(ms / 1000.0) as at,
         (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(i & 4095), 3, '0') || '8' || substr(md5(i::text), 1, 15))::uuid as id
       from given
     ), request as (
       insert into audit_request
       select id, at, gen_random_uuid(), 'pre', gen_random_uuid(), 'Ada', gen_random_uuid(), 'hms_ab12', at::date, 500, 12,
         'POST', '/v1/chat/completions', 'hermes-4', false, 'demo', '127.0.0.1', 'openai/6', null, 0,
         '{"n":' || i || ',"content":"' || repeat(md5(i::text), 30) || '"}', 1000, sha256('x'), false
       from made
     )
     insert into audit_response
     select id, at, 200, 'done', null, 'upstream', 11, 22, 33, null, null, 33, 'stop', 'hermes-4', 200, null, 40, 900,
       '{"object":"chat.completion"}', 28, sha256('x'), false
     from made`,
    [count, from.getTime(), stepMs],
  );
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
