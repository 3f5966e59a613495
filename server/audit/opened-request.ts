import type { AuditSummary } from './audit.contract.ts';
import type { CloseRecord, OpenRecord } from './ledger-records.ts';

/** A request whose beginning is recorded, without its body: small enough to keep while it runs. */
export interface OpenedRequest extends Omit<OpenRecord, 'prompt'> {
  readonly promptBytes: number;
  readonly requestTruncated: boolean;
}

export function openedRequest({ prompt, ...record }: OpenRecord): OpenedRequest {
  return {
    ...record,
    promptBytes: prompt.bytes,
    requestTruncated: prompt.truncated,
  };
}

/** What the list of the log shows of a request, before anybody has asked the database. */
export function summaryOf(opened: OpenedRequest, closed: CloseRecord): AuditSummary {
  return {
    id: opened.id,
    requestId: opened.id,
    startedAt: opened.startedAt.toISOString(),
    completedAt: closed.completedAt.toISOString(),
    gateway: opened.gateway,
    apiUserId: opened.apiUserId,
    apiUserName: opened.apiUserName,
    keyPrefix: opened.keyPrefix,
    method: opened.method,
    path: opened.path,
    model: opened.model,
    responseModel: closed.responseModel,
    stream: opened.stream,
    status: closed.status,
    endReason: closed.endReason,
    errorCode: closed.errorCode,
    usage: {
      source: closed.usageSource,
      promptTokens: closed.promptTokens,
      completionTokens: closed.completionTokens,
      totalTokens: closed.totalTokens,
      cachedTokens: closed.cachedTokens,
      reasoningTokens: closed.reasoningTokens,
      chargedTokens: closed.chargedTokens,
    },
    timeToFirstByteMs: closed.timeToFirstByteMs,
    durationMs: closed.durationMs,
    clientAddress: opened.clientAddress,
    clientRequestId: opened.clientRequestId,
    promptBytes: opened.promptBytes,
    responseBytes: closed.response.bytes,
    requestTruncated: opened.requestTruncated,
    responseTruncated: closed.response.truncated,
    promptPreview: opened.promptPreview,
  };
}
