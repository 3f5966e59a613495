import { createHash, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { CloseRecord, OpenRecord, StoredBody } from '../audit/ledger-records.ts';

/** A body as the gateway would keep it. */
export function testBody(text: string): StoredBody {
  const bytes = Buffer.from(text);
  return {
    text,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest(),
    truncated: false,
  };
}

export function testOpenRecord(fields: Partial<OpenRecord> = {}): OpenRecord {
  return {
    id: uuidv7(),
    startedAt: new Date(),
    gateway: 'pre',
    apiUserId: randomUUID(),
    apiUserName: 'Ada',
    apiKeyId: randomUUID(),
    keyPrefix: 'hms_ab12',
    method: 'POST',
    path: '/v1/chat/completions',
    model: 'm',
    stream: false,
    upstream: 'demo',
    clientAddress: '127.0.0.1',
    userAgent: null,
    clientRequestId: null,
    retryCount: null,
    estimatedPromptTokens: 10,
    reservedTokens: 100,
    prompt: testBody('{"model":"m"}'),
    promptPreview: 'Hello',
    ...fields,
  };
}

export function testCloseRecord(id: string, fields: Partial<CloseRecord> = {}): CloseRecord {
  return {
    id,
    completedAt: new Date(),
    status: 200,
    endReason: 'done',
    errorCode: null,
    usageSource: 'upstream',
    promptTokens: 10,
    completionTokens: 20,
    totalTokens: 30,
    cachedTokens: null,
    reasoningTokens: null,
    chargedTokens: 30,
    finishReason: 'stop',
    responseModel: 'm',
    upstreamStatus: 200,
    upstreamRequestId: null,
    timeToFirstByteMs: 5,
    durationMs: 9,
    response: testBody('{"ok":true}'),
    ...fields,
  };
}
