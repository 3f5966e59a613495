import { z } from 'zod';
import { auditSummarySchema, endReasons, retentionRunSchema } from '../audit/audit.contract.ts';
import { gatewayFiguresSchema } from '../gateway/gateways.contract.ts';
import { jobNewsSchema } from '../hermes-state/commands/jobs.contract.ts';
import { hermesKinds } from '../hermes-state/hermes.contract.ts';
import { processListSchema } from '../hermes-process/processes.contract.ts';
import { logLineSchema } from '../system/log.contract.ts';
import { processSchema } from '../system/system.contract.ts';

/**
 * `GET /api/admin/live` is a stream of server-sent events. Each has `id: <instance>-<number>`; a client that comes back with
 * the last one it saw (the header `Last-Event-ID`, or `lastEventId` in the query) gets what it missed, or `reset`.
 *
 * What a topic covers: `gateways`, `requests`, `audit`, `jobs`, `hermes`, `processes` and `log` are about the process that
 * answers (and its machine); `api-users`, `admin-events` and `retention` are about every process on the database.
 */
export const liveTopics = [
  'gateways',
  'requests',
  'audit',
  'api-users',
  'admin-events',
  'retention',
  'jobs',
  'hermes',
  'processes',
  'log',
] as const;
export type LiveTopic = (typeof liveTopics)[number];

/** Without `?topics=`: everything but the process log, which is for those who look at it. */
export const usualTopics: readonly LiveTopic[] = liveTopics.filter((topic) => topic !== 'log');

const isTopic = (text: string): text is LiveTopic =>
  (liveTopics as readonly string[]).includes(text);

export const liveQuerySchema = z.object({
  /** Comma-separated. */
  topics: z
    .string()
    .max(200)
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((names) => names.every(isTopic), `one or more of ${liveTopics.join(', ')}`)
    .transform((names) => names.filter(isTopic))
    .optional(),
  lastEventId: z.string().max(100).optional(),
});
export type LiveQuery = z.infer<typeof liveQuerySchema>;

/** A request that runs, or has just ended. */
export const liveRequestSchema = z.object({
  id: z.uuid(),
  /** The process it runs in. */
  instanceId: z.uuid(),
  apiUserId: z.uuid(),
  apiUserName: z.string(),
  gateway: z.enum(['pre', 'post']),
  model: z.string().nullable(),
  stream: z.boolean(),
  startedAt: z.iso.datetime(),
  /**
   * `waiting` for the first byte of the upstream, `answering`, `ended`; `open` when it runs in another process, of which
   * no more is known.
   */
  state: z.enum(['waiting', 'answering', 'open', 'ended']),
  /** Of the answer; `null` while nothing is metered (plain answers, other processes). */
  tokensSoFar: z.number().nullable(),
  /** Whether `tokensSoFar` was counted here rather than stated by the upstream. */
  tokensEstimated: z.boolean(),
  /** Of the answer, from the upstream; `null` for other processes. */
  bytes: z.number().nullable(),
  /** Only when it has ended, and then absent from the log as well when it is `null`. */
  status: z.number().nullable(),
  endReason: z.enum(endReasons).nullable(),
});
export type LiveRequest = z.infer<typeof liveRequestSchema>;

/** `GET /api/admin/live/requests`: what runs now, newest first. */
export const liveRequestsSchema = z.object({
  at: z.iso.datetime(),
  instanceId: z.uuid(),
  items: z.array(liveRequestSchema),
  /** Processes on the database, this one included. */
  instances: z.array(processSchema),
  /** How far back requests of other processes were looked for; `null` when there are none or nobody could tell. */
  othersSince: z.iso.datetime().nullable(),
  /** Why requests of other processes may be missing. */
  incomplete: z.string().nullable(),
});
export type LiveRequests = z.infer<typeof liveRequestsSchema>;

/** `POST /api/admin/live/requests/:id/stop`. */
export const stoppedRequestSchema = z.object({
  id: z.uuid(),
  /** `stopping`: its process was told, and its end was not recorded yet. */
  state: z.enum(['ended', 'stopping']),
  endReason: z.enum(endReasons).nullable(),
});
export type StoppedRequest = z.infer<typeof stoppedRequestSchema>;

/** The payload of each event by its name. */
export const liveEventSchemas = {
  /** First on every connection. */
  hello: z.object({
    instanceId: z.uuid(),
    /** Whether what was missed follows. Else load everything once. */
    resumed: z.boolean(),
    topics: z.array(z.enum(liveTopics)),
    /** Live processes on the database beside this one. */
    otherProcesses: z.number(),
  }),
  /** Something was missed for good: load everything again. */
  reset: z.object({ reason: z.enum(['other_process', 'too_old']) }),
  /** The last event. After `session` log in; after the others connect again. */
  end: z.object({ reason: z.enum(['session', 'shutdown', 'lease']) }),
  gateways: gatewayFiguresSchema.extend({ otherProcesses: z.number() }),
  /** Requests that began, changed or ended since the last event. `leftOut`: changes that did not fit. */
  requests: z.object({ items: z.array(liveRequestSchema), leftOut: z.number() }),
  /** Requests whose record was finished, oldest first. `leftOut`: how many more there were. */
  audit: z.object({ items: z.array(auditSummarySchema), leftOut: z.number() }),
  /** Users that changed. `all`: nobody can tell which, so any may have. */
  'api-users': z.object({ ids: z.array(z.uuid()), all: z.boolean() }),
  /** Sequence of the newest event of an administrator. */
  'admin-events': z.object({ sequence: z.number() }),
  /** A run began (`finishedAt` is `null`) or ended. */
  retention: retentionRunSchema,
  /** A job of the `hermes` command wrote something, or changed its state. */
  jobs: jobNewsSchema,
  /** Files of a profile changed on disk, whoever changed them: read again what shows them. */
  hermes: z.object({ profile: z.string(), kinds: z.array(z.enum(hermesKinds)) }),
  /** A process that is kept running here changed. */
  processes: processListSchema,
  log: z.object({ lines: z.array(logLineSchema), leftOut: z.number() }),
} satisfies Record<LiveTopic | 'hello' | 'reset' | 'end', z.ZodType>;

export type LiveEvents = {
  [Name in keyof typeof liveEventSchemas]: z.infer<(typeof liveEventSchemas)[Name]>;
};
export type LiveEventName = keyof LiveEvents;
