import type pg from 'pg';
import type { AdmissionLimits, OpenRecord } from './ledger-records.ts';
import { storable } from './stored-body.ts';

/** Columns of clients' and upstreams' words hold no more of them than this. */
const longestWord = 400;

const requestColumns = `id, started_at, instance_id, gateway, api_user_id, api_user_name, api_key_id, key_prefix,
  estimated_prompt_tokens, method, path, model, stream, upstream, client_address, user_agent, client_request_id,
  retry_count, prompt, prompt_bytes, prompt_sha256, request_truncated, prompt_preview, reserved_tokens, month`;
/** The first 23 parameters are the columns above up to `prompt_preview`. */
const requestValues = `$1::uuid, $2::timestamptz, $3::uuid, $4, $5::uuid, $6, $7::uuid, $8, $9::bigint, $10, $11, $12,
  $13::boolean, $14, $15, $16, $17, $18::integer, $19, $20::bigint, $21::bytea, $22::boolean, $23`;

/**
 * Rate, reservation and record in one statement. Each step takes place only when the one before did. While it waits for a
 * row lock, PostgreSQL reads again only the row it updates (13.2.1, Read Committed), so each decision is made from the
 * columns of that row alone. $24 reserved tokens, $25 requests a minute, $26 tokens a month.
 */
const openText = `
with clock as (
  select extract(epoch from now())::bigint as second, date_trunc('month', now() at time zone 'utc')::date as month
), rate as (
  insert into api_user_rate as r (api_user_id, second, buckets)
  select $5::uuid, second, array_fill(0, array[60]) || 1 from clock
  on conflict (api_user_id) do update set
    second = greatest(r.second, excluded.second),
    buckets = (rate_window(r.buckets, excluded.second - r.second))[1:60]
      || (rate_window(r.buckets, excluded.second - r.second))[61] + 1
  where rate_total(rate_window(r.buckets, excluded.second - r.second)) < $25::integer
  returning rate_total(r.buckets) as total
), usage as (
  insert into api_user_usage as u (api_user_id, month, reserved_tokens, requests, last_used_at, last_used_address)
  select $5::uuid, clock.month, $24::bigint, 1, now(), $15 from clock, rate where $24::bigint <= $26::bigint
  on conflict (api_user_id, month) do update set
    reserved_tokens = u.reserved_tokens + excluded.reserved_tokens,
    requests = u.requests + 1,
    last_used_at = excluded.last_used_at,
    last_used_address = excluded.last_used_address
  where u.used_tokens + u.reserved_tokens + excluded.reserved_tokens <= $26::bigint
  returning month, used_tokens, reserved_tokens
), opened as (
  insert into audit_request (${requestColumns})
  select ${requestValues}, $24::bigint, usage.month from usage
  on conflict do nothing
)
select rate.total as rate_total, usage.month is not null as opened,
  coalesce(usage.used_tokens, before.used_tokens) as used_tokens,
  coalesce(usage.reserved_tokens, before.reserved_tokens) as reserved_tokens,
  case when rate.total is null then
    (select rate_window(r.buckets, clock.second - r.second) from api_user_rate r where r.api_user_id = $5::uuid)
  end as rate_window
from clock left join rate on true left join usage on true
left join api_user_usage before on before.api_user_id = $5::uuid and before.month = clock.month`;

/** A record from the spool: nobody is refused any more, and nothing was reserved. $24 is 0. */
const replayOpenText = `
with opened as (
  insert into audit_request (${requestColumns})
  values (${requestValues}, $24::bigint, date_trunc('month', $2::timestamptz at time zone 'utc')::date)
  on conflict do nothing
  returning api_user_id, month, started_at, client_address
)
insert into api_user_usage as u (api_user_id, month, requests, last_used_at, last_used_address)
select api_user_id, month, 1, started_at, client_address from opened
on conflict (api_user_id, month) do update set
  requests = u.requests + 1,
  last_used_at = greatest(u.last_used_at, excluded.last_used_at)`;

/** What the open statement answers; numbers beyond 32 bits come as text. */
export interface OpenRow {
  readonly rate_total: string | null;
  readonly used_tokens: string | null;
  readonly reserved_tokens: string | null;
  readonly opened: boolean;
  /** Requests in each of the last 61 seconds, oldest first; only after a refusal by the rate. */
  readonly rate_window: readonly number[] | null;
}

export function openQuery(
  record: OpenRecord,
  instanceId: string,
  limits: AdmissionLimits,
): pg.QueryConfig {
  return {
    name: 'ledger-open',
    text: openText,
    values: [
      ...requestParameters(record, instanceId),
      record.reservedTokens,
      limits.requestsPerMinute,
      limits.monthlyTokenCap,
    ],
  };
}

export function replayOpenQuery(record: OpenRecord, instanceId: string): pg.QueryConfig {
  return {
    name: 'ledger-replay-open',
    text: replayOpenText,
    values: [...requestParameters(record, instanceId), 0],
  };
}

function requestParameters(record: OpenRecord, instanceId: string): unknown[] {
  const { prompt } = record;
  return [
    record.id,
    record.startedAt,
    instanceId,
    record.gateway,
    record.apiUserId,
    record.apiUserName,
    record.apiKeyId,
    record.keyPrefix,
    record.estimatedPromptTokens,
    record.method,
    record.path,
    word(record.model),
    record.stream,
    record.upstream,
    record.clientAddress,
    word(record.userAgent),
    word(record.clientRequestId),
    record.retryCount,
    prompt.text,
    prompt.bytes,
    prompt.sha256,
    prompt.truncated,
    record.promptPreview,
  ];
}

/** Client's and upstream's words as the columns take them. */
export function word(text: string | null): string | null {
  return text === null ? null : storable(text.slice(0, longestWord));
}
