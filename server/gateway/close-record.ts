import type { CloseRecord } from '../audit/ledger-records.ts';
import { charge } from './charge.ts';
import type { Ending } from './relay.ts';
import type { GatewayRequest } from './request-body.ts';
import type { AnswerKind } from './routes.ts';

/** What the upstream did, as far as it was asked. */
export interface UpstreamTrace {
  readonly wasSent: boolean;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly firstByteMs: number | null;
}

/** The record of a request's end, before its last byte is released. */
export function closeRecord(
  job: { readonly id: string; readonly kind: AnswerKind; readonly startedMs: number },
  request: GatewayRequest,
  ending: Ending,
  upstream: UpstreamTrace,
): CloseRecord {
  const { usage, stored, endReason, status, errorCode, finishReason, responseModel } = ending;
  return {
    id: job.id,
    completedAt: new Date(),
    status,
    endReason,
    errorCode,
    ...charge({
      kind: job.kind,
      endReason,
      usage,
      promptTokens: request.promptTokens,
      answerTokens: ending.answerTokens,
      reservedTokens: request.promptTokens + request.answerTokens,
      wasSent: upstream.wasSent,
    }),
    cachedTokens: usage?.cachedTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
    finishReason,
    responseModel,
    upstreamStatus: upstream.status,
    upstreamRequestId: upstream.requestId,
    timeToFirstByteMs: upstream.firstByteMs,
    durationMs: Math.round(performance.now() - job.startedMs),
    response: stored,
  };
}
