import type { GatewayName } from '../settings.ts';
import { previewCharacters } from './stored-body.ts';
import type { AuditRecordView, AuditSummary, EndReason, UsageSource } from './audit.contract.ts';

/** One request with its answer as PostgreSQL gives it: bigint comes as text, what an open request lacks as null. */
export interface SummaryRow {
  readonly id: string;
  readonly started_at: Date;
  readonly completed_at: Date | null;
  readonly gateway: GatewayName;
  readonly api_user_id: string;
  readonly api_user_name: string;
  readonly key_prefix: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | null;
  readonly response_model: string | null;
  readonly stream: boolean;
  readonly status: number | null;
  readonly end_reason: EndReason | null;
  readonly error_code: string | null;
  readonly usage_source: UsageSource | null;
  readonly prompt_tokens: string;
  readonly completion_tokens: string;
  readonly total_tokens: string;
  readonly cached_tokens: string | null;
  readonly reasoning_tokens: string | null;
  readonly charged_tokens: string;
  readonly time_to_first_byte_ms: number | null;
  readonly duration_ms: number | null;
  readonly client_address: string | null;
  readonly client_request_id: string | null;
  readonly prompt_bytes: string;
  readonly response_bytes: string | null;
  readonly request_truncated: boolean;
  readonly response_truncated: boolean | null;
}

export interface PreviewRow extends SummaryRow {
  readonly prompt_preview: string;
}

export interface RecordRow extends SummaryRow {
  readonly user_agent: string | null;
  readonly retry_count: number | null;
  readonly upstream: string;
  readonly upstream_status: number | null;
  readonly upstream_request_id: string | null;
  readonly finish_reason: string | null;
  readonly prompt: string;
  readonly prompt_sha256: Buffer;
  readonly response: string | null;
  readonly response_sha256: Buffer | null;
}

/** Columns of {@link SummaryRow}, of `audit_request r` and `audit_response s`. */
const summaryColumns = `r.id, r.started_at, s.completed_at, r.gateway, r.api_user_id, r.api_user_name, r.key_prefix,
  r.method, r.path, r.model, s.response_model, r.stream, s.status, s.end_reason, s.error_code, s.usage_source,
  s.prompt_tokens, s.completion_tokens, s.total_tokens, s.cached_tokens, s.reasoning_tokens, s.charged_tokens,
  s.time_to_first_byte_ms, s.duration_ms, r.client_address, r.client_request_id, r.prompt_bytes, s.response_bytes,
  r.request_truncated, s.response_truncated`;

export const previewColumns = `${summaryColumns}, 
  coalesce(r.prompt_preview, left(r.prompt, ${previewCharacters})) as prompt_preview`;

export const recordColumns = `${summaryColumns}, r.user_agent, r.retry_count, r.upstream, s.upstream_status,
  s.upstream_request_id, s.finish_reason, r.prompt, r.prompt_sha256, s.response, s.response_sha256`;

export function toSummary(row: PreviewRow): AuditSummary {
  return { ...commonFields(row), promptPreview: row.prompt_preview };
}

export function toRecord(row: RecordRow): AuditRecordView {
  return {
    ...commonFields(row),
    userAgent: row.user_agent,
    retryCount: row.retry_count,
    upstream: row.upstream,
    upstreamStatus: row.upstream_status,
    upstreamRequestId: row.upstream_request_id,
    finishReason: row.finish_reason,
    prompt: row.prompt,
    promptSha256: row.prompt_sha256.toString('hex'),
    response: row.response,
    responseSha256: row.response_sha256?.toString('hex') ?? null,
  };
}

function commonFields(row: SummaryRow): Omit<AuditSummary, 'promptPreview'> {
  return {
    id: row.id,
    requestId: row.id,
    startedAt: row.started_at.toISOString(),
    completedAt: row.completed_at?.toISOString() ?? null,
    gateway: row.gateway,
    apiUserId: row.api_user_id,
    apiUserName: row.api_user_name,
    keyPrefix: row.key_prefix,
    method: row.method,
    path: row.path,
    model: row.model,
    responseModel: row.response_model,
    stream: row.stream,
    status: row.status,
    endReason: row.end_reason,
    errorCode: row.error_code,
    usage: usageOf(row),
    timeToFirstByteMs: row.time_to_first_byte_ms,
    durationMs: row.duration_ms,
    clientAddress: row.client_address,
    clientRequestId: row.client_request_id,
    promptBytes: Number(row.prompt_bytes),
    responseBytes: toNumber(row.response_bytes),
    requestTruncated: row.request_truncated,
    responseTruncated: row.response_truncated,
  };
}

function usageOf(row: SummaryRow): AuditSummary['usage'] {
  if (row.usage_source === null) return null;
  return {
    source: row.usage_source,
    promptTokens: Number(row.prompt_tokens),
    completionTokens: Number(row.completion_tokens),
    totalTokens: Number(row.total_tokens),
    cachedTokens: toNumber(row.cached_tokens),
    reasoningTokens: toNumber(row.reasoning_tokens),
    chargedTokens: Number(row.charged_tokens),
  };
}

function toNumber(text: string | null): number | null {
  return text === null ? null : Number(text);
}
