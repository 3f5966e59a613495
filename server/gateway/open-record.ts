import type { Request } from 'express';
import type { OpenRecord } from '../audit/ledger-records.ts';
import { BodyCapture, previewOf } from '../audit/stored-body.ts';
import type { KeyHolder } from '../api-users/key-holder.ts';
import type { GatewayName } from '../settings.ts';
import type { ExchangeJob } from './exchange-job.ts';
import type { GatewayRequest } from './request-body.ts';

/** The record of a request as it is before anything goes upstream. */
export function openRecord(
  job: ExchangeJob,
  request: GatewayRequest,
  context: {
    /** As the key stands now. */
    readonly holder: KeyHolder;
    readonly startedAt: Date;
    readonly gateway: GatewayName;
    readonly upstream: string;
    readonly auditMaxBytes: number;
  },
): OpenRecord {
  const { id, request: incoming, clientAddress } = job;
  const { holder } = context;
  const prompt = new BodyCapture(context.auditMaxBytes);
  prompt.add(request.raw);
  const stored = prompt.finish();
  return {
    id,
    startedAt: context.startedAt,
    gateway: context.gateway,
    apiUserId: holder.apiUserId,
    apiUserName: holder.apiUserName,
    apiKeyId: holder.apiKeyId,
    keyPrefix: holder.keyPrefix,
    method: incoming.method,
    path: job.route.upstreamPath,
    model: request.model,
    stream: request.stream,
    upstream: context.upstream,
    clientAddress,
    userAgent: incoming.get('user-agent') ?? null,
    clientRequestId: clientRequestId(incoming),
    retryCount: retryCount(incoming),
    estimatedPromptTokens: request.promptTokens,
    reservedTokens: request.promptTokens + request.answerTokens,
    prompt: stored,
    promptPreview: previewOf(request.promptText ?? stored.text),
  };
}

/** An id that is safe to store and to send on. */
export function plainId(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : null;
}

function clientRequestId(request: Request): string | null {
  return plainId(request.get('x-client-request-id')) ?? plainId(request.get('x-request-id'));
}

/** OpenAI's clients number their retries. */
function retryCount(request: Request): number | null {
  const text = request.get('x-stainless-retry-count') ?? '';
  return /^\d{1,3}$/.test(text) ? Number(text) : null;
}
