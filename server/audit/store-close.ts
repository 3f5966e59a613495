import type pg from 'pg';
import type { CloseRecord } from './ledger-records.ts';
import { word } from './ledger-sql.ts';

/** Everything of a response but its id; $2 to $22. */
const responseColumns = `completed_at, status, end_reason, error_code, usage_source, prompt_tokens, completion_tokens,
  total_tokens, cached_tokens, reasoning_tokens, charged_tokens, finish_reason, response_model, upstream_status,
  upstream_request_id, time_to_first_byte_ms, duration_ms, response, response_bytes, response_sha256, response_truncated`;
const responseValues = Array.from({ length: 21 }, (_, index) => `$${index + 2}`).join(', ');

/**
 * The answer, and, only if it was not there yet, the settlement of what was reserved and the hour's roll-up. What was
 * reserved is read from the stored request: it alone knows whether the reservation took place.
 */
const closeText = `
with response as (
  insert into audit_response (id, ${responseColumns}) values ($1::uuid, ${responseValues})
  on conflict do nothing
  returning id
), request as (
  select q.gateway, q.api_user_id, q.api_user_name, q.model, q.month, q.started_at, q.reserved_tokens
  from audit_request q where q.id = $1::uuid and exists (select from response)
), settled as (
  update api_user_usage u set
    used_tokens = u.used_tokens + $12::bigint,
    reserved_tokens = greatest(0, u.reserved_tokens - request.reserved_tokens)
  from request where u.api_user_id = request.api_user_id and u.month = request.month
)
insert into usage_hour as h (hour, gateway, api_user_id, model, api_user_name, requests, errors, prompt_tokens,
  completion_tokens, total_tokens, duration_ms)
select date_trunc('hour', started_at, 'UTC'), gateway, api_user_id, coalesce(model, ''), api_user_name, 1, $23::integer,
  $7::bigint, $8::bigint, $9::bigint, $18::integer
from request
on conflict (hour, gateway, api_user_id, model) do update set
  api_user_name = excluded.api_user_name,
  requests = h.requests + 1,
  errors = h.errors + excluded.errors,
  prompt_tokens = h.prompt_tokens + excluded.prompt_tokens,
  completion_tokens = h.completion_tokens + excluded.completion_tokens,
  total_tokens = h.total_tokens + excluded.total_tokens,
  duration_ms = h.duration_ms + excluded.duration_ms`;

/**
 * The true end in place of `interrupted`, which others wrote for a process they took for dead: it was suspended, or its
 * spool came late. What they charged and counted is exchanged too.
 */
const correctionText = `
with guess as (
  select charged_tokens, prompt_tokens, completion_tokens, total_tokens, duration_ms from audit_response
  where id = $1::uuid and end_reason = 'interrupted' for update
), response as (
  update audit_response set (${responseColumns}) = (${responseValues})
  where id = $1::uuid and exists (select from guess)
), request as (
  select q.gateway, q.api_user_id, q.model, q.month, q.started_at, guess.*
  from audit_request q, guess where q.id = $1::uuid
), settled as (
  update api_user_usage u set used_tokens = u.used_tokens + $12::bigint - request.charged_tokens
  from request where u.api_user_id = request.api_user_id and u.month = request.month
)
update usage_hour h set
  errors = h.errors - 1 + $23::integer,
  prompt_tokens = h.prompt_tokens - request.prompt_tokens + $7::bigint,
  completion_tokens = h.completion_tokens - request.completion_tokens + $8::bigint,
  total_tokens = h.total_tokens - request.total_tokens + $9::bigint,
  duration_ms = h.duration_ms - request.duration_ms + $18::integer
from request where h.hour = date_trunc('hour', request.started_at, 'UTC') and h.gateway = request.gateway
  and h.api_user_id = request.api_user_id and h.model = coalesce(request.model, '')`;

/** Stores how a request ended, once, however often it is told; `interrupted` gives way to whoever knows better. */
export async function storeClose(
  client: Pick<pg.ClientBase, 'query'>,
  record: CloseRecord,
): Promise<void> {
  const values = parameters(record);
  const stored = await client.query({ name: 'ledger-close', text: closeText, values });
  if (stored.rowCount !== 0 || record.endReason === 'interrupted') return;
  await client.query({ name: 'ledger-correct', text: correctionText, values });
}

/** What the roll-ups count as an error. A client that leaves has not met a fault. */
export function countsAsError({ status, endReason }: CloseRecord): boolean {
  return endReason !== 'client_abort' && (status >= 400 || endReason !== 'done');
}

function parameters(record: CloseRecord): unknown[] {
  const { response } = record;
  return [
    record.id,
    record.completedAt,
    record.status,
    record.endReason,
    word(record.errorCode),
    record.usageSource,
    record.promptTokens,
    record.completionTokens,
    record.totalTokens,
    record.cachedTokens,
    record.reasoningTokens,
    record.chargedTokens,
    word(record.finishReason),
    word(record.responseModel),
    record.upstreamStatus,
    word(record.upstreamRequestId),
    record.timeToFirstByteMs,
    record.durationMs,
    response.text,
    response.bytes,
    response.sha256,
    response.truncated,
    Number(countsAsError(record)),
  ];
}
