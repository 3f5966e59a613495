import type { GatewayName } from '../settings.ts';
import type { EndReason, UsageSource } from './audit.contract.ts';

/** A body as it is kept: at most `HERMES_AUDIT_MAX_BYTES` of valid UTF-8 without NUL. */
export interface StoredBody {
  readonly text: string;
  /** Length of what really passed, in bytes. */
  readonly bytes: number;
  /** SHA-256 of what really passed. */
  readonly sha256: Buffer;
  readonly truncated: boolean;
}

/** What is known before anything goes upstream. */
export interface OpenRecord {
  /** UUIDv7; its time says in which day's partition the record lies. */
  readonly id: string;
  readonly startedAt: Date;
  readonly gateway: GatewayName;
  readonly apiUserId: string;
  readonly apiUserName: string;
  readonly apiKeyId: string;
  readonly keyPrefix: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | null;
  readonly stream: boolean;
  /** Which upstream was asked: `demo`, `hermes-proxy` or the host of a URL. */
  readonly upstream: string;
  readonly clientAddress: string | null;
  readonly userAgent: string | null;
  readonly clientRequestId: string | null;
  readonly retryCount: number | null;
  readonly estimatedPromptTokens: number;
  /** Held against the month's cap until the record is closed. */
  readonly reservedTokens: number;
  readonly prompt: StoredBody;
  /** For lists: the start of what the user said last, or of the body where that does not tell. */
  readonly promptPreview: string;
}

/** What is known when the last byte is about to be released. */
export interface CloseRecord {
  readonly id: string;
  readonly completedAt: Date;
  /** As the client saw it. */
  readonly status: number;
  readonly endReason: EndReason;
  readonly errorCode: string | null;
  readonly usageSource: UsageSource;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
  /** Taken from the month's cap; never negative. */
  readonly chargedTokens: number;
  readonly finishReason: string | null;
  readonly responseModel: string | null;
  readonly upstreamStatus: number | null;
  readonly upstreamRequestId: string | null;
  readonly timeToFirstByteMs: number | null;
  readonly durationMs: number;
  readonly response: StoredBody;
}

/** The limits a request is admitted against. */
export interface AdmissionLimits {
  readonly requestsPerMinute: number;
  /** Tokens a calendar month, UTC. */
  readonly monthlyTokenCap: number;
}

/** Where a user stands after the decision; for headers and messages. */
export interface Standing {
  readonly requestsLastMinute: number;
  readonly usedTokens: number;
  readonly reservedTokens: number;
}

export type Admission =
  | {
      readonly outcome: 'opened';
      readonly standing: Standing;
      /** The close record must follow the open record to the same place. */
      readonly place: 'database' | 'spool';
    }
  | {
      readonly outcome: 'rate_limited';
      readonly standing: Standing;
      /** When the next request is let through, at least 1. */
      readonly retryAfterMs: number;
    }
  | { readonly outcome: 'quota_exceeded'; readonly standing: Standing; readonly resetsAt: Date };

/** Neither the database nor the spool takes records: nothing may be forwarded. */
export class AuditUnavailable extends Error {}
