import { z } from 'zod';
import { pageOf } from '../http/page.ts';

/**
 * How a request ended. `interrupted`: the process died; `revoked`: it was ended with its key; `stopped`: an administrator
 * ended this one.
 */
export const endReasons = [
  'done',
  'client_abort',
  'upstream_cut',
  'upstream_error',
  'timeout',
  'shutdown',
  'revoked',
  'stopped',
  'interrupted',
] as const;
export type EndReason = (typeof endReasons)[number];

/** Where the token numbers come from. */
export const usageSources = ['upstream', 'estimated', 'none'] as const;
export type UsageSource = (typeof usageSources)[number];

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const yesOrNo = z.enum(['true', 'false']);

/** Filters of the list, the count and the download. Times are inclusive `from`, exclusive `to`. */
export const auditFilterSchema = z.object({
  from: optional(z.iso.datetime({ offset: true })),
  to: optional(z.iso.datetime({ offset: true })),
  apiUserId: optional(z.uuid()),
  api_user_id: optional(z.uuid()),
  gateway: optional(z.enum(['pre', 'post'])),
  /**
   * An HTTP status (`429`), a class of them (`5xx`), `open` for requests that are still running, or `error` for what the
   * roll-ups count as errors: refused by the upstream, or not ended by its own or the client's will.
   */
  status: optional(z.string().regex(/^(\d{3}|[1-5]xx|open|error)$/)),
  /** As asked for, or as the upstream named it. */
  model: optional(z.string().max(200)),
  /** As the upstream named it. */
  upstreamModel: optional(z.string().max(200)),
  /** The first characters of a key, such as `hms_ab12`. */
  keyPrefix: optional(z.string().max(20)),
  errorCode: optional(z.string().max(100)),
  /** In milliseconds; a request that is still open has none. */
  minDurationMs: optional(z.string().regex(/^\d{1,9}$/)),
  stream: optional(yesOrNo),
  /** Whether a part of the prompt or of the answer was not kept. */
  truncated: optional(yesOrNo),
  endReason: optional(z.enum(endReasons)),
  /** Our id, or the one the client sent. */
  requestId: optional(z.string().max(100)),
  /** Text in the stored prompt or answer. Needs `from`. */
  search: optional(z.string().min(2).max(200)),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditListQuerySchema = auditFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Id of the last item of the page before. */
  cursor: optional(z.uuid()),
});
export type AuditListQuery = z.infer<typeof auditListQuerySchema>;

/** `jsonl`: whole records. `csv`: what the list shows, without bodies. */
export const auditDownloadQuerySchema = auditFilterSchema.extend({
  format: optional(z.enum(['jsonl', 'csv'])),
});
export type AuditDownloadQuery = z.infer<typeof auditDownloadQuerySchema>;

/** How many requests match, as far as counting them is worth while. */
export const auditCountSchema = z.object({
  /** At most 10,000. */
  count: z.number(),
  /** Whether there are more: beyond 10,000, or among what there was no time to look at. */
  hasMore: z.boolean(),
  /** How far back the count reaches when its time ran out; `null` otherwise. */
  countedBackTo: z.iso.datetime().nullable(),
});
export type AuditCount = z.infer<typeof auditCountSchema>;

export const auditUsageSchema = z.object({
  source: z.enum(usageSources),
  promptTokens: z.number(),
  completionTokens: z.number(),
  totalTokens: z.number(),
  cachedTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  /** What was taken from the month's cap. */
  chargedTokens: z.number(),
});

/** One request. Everything about the answer is `null` while the request is open. */
export const auditSummarySchema = z.object({
  id: z.uuid(),
  requestId: z.uuid(),
  startedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
  gateway: z.enum(['pre', 'post']),
  apiUserId: z.uuid(),
  apiUserName: z.string(),
  keyPrefix: z.string(),
  method: z.string(),
  path: z.string(),
  model: z.string().nullable(),
  responseModel: z.string().nullable(),
  stream: z.boolean(),
  status: z.number().nullable(),
  endReason: z.enum(endReasons).nullable(),
  errorCode: z.string().nullable(),
  usage: auditUsageSchema.nullable(),
  timeToFirstByteMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  clientAddress: z.string().nullable(),
  clientRequestId: z.string().nullable(),
  promptBytes: z.number(),
  responseBytes: z.number().nullable(),
  requestTruncated: z.boolean(),
  responseTruncated: z.boolean().nullable(),
  /** First characters of what the user said last, or of the body where that does not tell; for lists. */
  promptPreview: z.string(),
});
export type AuditSummary = z.infer<typeof auditSummarySchema>;

export const auditPageSchema = pageOf(auditSummarySchema).extend({
  /**
   * How far back a text search, or a rare filter that ran out of time, has looked; the rest follows with `nextCursor`,
   * and a page may hold few items or none. `null` when everything was looked at.
   */
  searchedBackTo: z.iso.datetime().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;

/** The whole record, as in the detail view and in each line of the download. */
export const auditRecordSchema = auditSummarySchema.omit({ promptPreview: true }).extend({
  userAgent: z.string().nullable(),
  retryCount: z.number().nullable(),
  upstream: z.string(),
  upstreamStatus: z.number().nullable(),
  upstreamRequestId: z.string().nullable(),
  finishReason: z.string().nullable(),
  /** Request body as received, up to `HERMES_AUDIT_MAX_BYTES`. */
  prompt: z.string(),
  promptSha256: z.string(),
  /** Answer as sent; a stream is stored as the one object it amounts to. */
  response: z.string().nullable(),
  responseSha256: z.string().nullable(),
});
export type AuditRecordView = z.infer<typeof auditRecordSchema>;

export const retentionRunSchema = z.object({
  id: z.uuid(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  trigger: z.enum(['schedule', 'administrator']),
  retentionDays: z.number(),
  partitionsDropped: z.number(),
  rowsDeleted: z.number(),
  bytesFreed: z.number(),
  error: z.string().nullable(),
});
export type RetentionRun = z.infer<typeof retentionRunSchema>;

/** What the log holds and when it is next purged. */
export const auditStorageSchema = z.object({
  retentionDays: z.number(),
  maxBodyBytes: z.number(),
  /** As PostgreSQL estimates it. */
  rows: z.number(),
  bytes: z.number(),
  oldestAt: z.iso.datetime().nullable(),
  nextRunAt: z.iso.datetime().nullable(),
  runs: z.array(retentionRunSchema),
  gaps: z.array(
    z.object({
      id: z.uuid(),
      noticedAt: z.iso.datetime(),
      reason: z.string(),
      records: z.number().nullable(),
    }),
  ),
});
export type AuditStorage = z.infer<typeof auditStorageSchema>;

export const usageQuerySchema = z.object({
  from: z.iso.datetime({ offset: true }),
  to: optional(z.iso.datetime({ offset: true })),
  apiUserId: optional(z.uuid()),
});
export type UsageQuery = z.infer<typeof usageQuerySchema>;

/** Hourly roll-ups; hours without requests are left out. */
export const usageSchema = z.object({
  hours: z.array(
    z.object({
      hour: z.iso.datetime(),
      gateway: z.enum(['pre', 'post']),
      requests: z.number(),
      errors: z.number(),
      promptTokens: z.number(),
      completionTokens: z.number(),
      totalTokens: z.number(),
    }),
  ),
  refusals: z.array(
    z.object({
      hour: z.iso.datetime(),
      gateway: z.enum(['pre', 'post']),
      reason: z.string(),
      apiUserId: z.uuid().nullable(),
      refusals: z.number(),
      lastAt: z.iso.datetime(),
    }),
  ),
});
export type Usage = z.infer<typeof usageSchema>;
