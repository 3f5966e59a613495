import { z } from 'zod';
import { retentionRunSchema } from '../audit/audit.contract.ts';
import { logLevels, logLineSchema } from './log.contract.ts';

/** Each part has a time limit of its own, so that one that fails leaves the rest. */
const partOf = <Schema extends z.ZodType>(value: Schema) =>
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('ok'), value }),
    z.object({ status: z.literal('failed'), reason: z.string() }),
  ]);

export const healthCheckSchema = z.object({
  name: z.string(),
  state: z.enum(['ok', 'warning', 'failed']),
  detail: z.string(),
  /** What an operator can do about it; `null` when nothing needs to be done. */
  whatToDo: z.string().nullable(),
});
export type HealthCheck = z.infer<typeof healthCheckSchema>;

export const processSchema = z.object({
  id: z.uuid(),
  isSelf: z.boolean(),
  host: z.string(),
  pid: z.number(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  heartbeatAt: z.iso.datetime(),
  isAlive: z.boolean(),
});

/** Who reaches a socket by its address: `every_address` is `0.0.0.0` or `::`. */
export const reaches = ['this_machine', 'one_address', 'every_address'] as const;
export type Reach = (typeof reaches)[number];

/** Something of this console or of Hermes that listens for connections. */
export const listenerSchema = z.object({
  kind: z.enum(['console', 'gateway', 'hermes_dashboard', 'hermes_proxy']),
  name: z.string(),
  address: z.string(),
  port: z.number(),
  reach: z.enum(reaches),
  /** `socket`: it was seen. `command_line`: as it was started; its socket is not to be seen from here. */
  source: z.enum(['socket', 'command_line']),
});
export type Listener = z.infer<typeof listenerSchema>;

/** `GET /api/admin/system/access`: who may reach the console, and how it sees who asks. */
export const consoleAccessSchema = z.object({
  /** `HERMES_ALLOWED_CIDRS`; empty: everybody may. */
  allowed: z.array(z.string()),
  /** Where the one who asks comes from, as far as trusted proxies say. */
  address: z.string(),
  /** The list holds the address; `null` without a list. */
  isListed: z.boolean().nullable(),
  /** The request passed a proxy that is not in `HERMES_TRUST_PROXY`: `address` is that proxy, and a list would judge it. */
  isProxyUntrusted: z.boolean(),
});
export type ConsoleAccess = z.infer<typeof consoleAccessSchema>;

/** `GET /api/admin/system`. */
export const systemSchema = z.object({
  at: z.iso.datetime(),
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  pid: z.number(),
  startedAt: z.iso.datetime(),
  uptimeMs: z.number(),
  instanceId: z.uuid(),
  production: z.boolean(),
  settings: z.array(
    z.object({
      name: z.string(),
      source: z.enum(['environment', '.env', 'default']),
      /** Of a secret `set` or `not set`. */
      value: z.string().nullable(),
      isSecret: z.boolean(),
    }),
  ),
  otherProcesses: partOf(z.array(processSchema)),
  database: partOf(
    z.object({
      kind: z.enum(['embedded', 'external']),
      serverVersion: z.string(),
      bytes: z.number(),
      auditBytes: z.number(),
      auditRows: z.number(),
    }),
  ),
  migrations: partOf(
    z.object({
      /** In order. `writtenAt` is the migration's own date; PostgreSQL keeps no other. */
      applied: z.array(z.object({ name: z.string(), writtenAt: z.iso.datetime() })),
      pending: z.array(z.string()),
      /** Applied by a newer version, unknown to this one. */
      newer: z.array(z.string()),
    }),
  ),
  retention: partOf(
    z.object({
      retentionDays: z.number(),
      nextRunAt: z.iso.datetime().nullable(),
      lastRun: retentionRunSchema.nullable(),
      gaps: z.number(),
    }),
  ),
  /** What listens; of Hermes `null` where the system does not say. */
  listeners: z.object({
    own: z.array(listenerSchema),
    hermes: z.array(listenerSchema).nullable(),
  }),
  dataFolder: partOf(z.object({ path: z.string(), freeBytes: z.number(), totalBytes: z.number() })),
  spool: z.object({ records: z.number(), bytes: z.number(), maxBytes: z.number() }),
  health: z.array(healthCheckSchema),
});
export type SystemView = z.infer<typeof systemSchema>;

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export const logFilterSchema = z.object({
  /** This level and everything worse. */
  level: optional(z.enum(logLevels)),
  context: optional(z.string().max(100)),
  /** Text in the line or its context, whatever the case. */
  search: optional(z.string().max(200)),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

export const logQuerySchema = logFilterSchema.extend({
  /** Only lines older than the one with this number. */
  before: optional(z.coerce.number().int().min(1)),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export type LogQuery = z.infer<typeof logQuerySchema>;

/** `GET /api/admin/system/logs`, newest first. */
export const logPageSchema = z.object({
  items: z.array(logLineSchema),
  /** For `before`; `null` when there is nothing older in memory. */
  nextBefore: z.number().nullable(),
  /** Every context among the lines in memory. */
  contexts: z.array(z.string()),
});
export type LogPage = z.infer<typeof logPageSchema>;

/** `GET /api/admin/system/diagnostics`: to be handed to whoever helps. */
export interface Diagnostics {
  readonly kind: 'hermes-control-plane-diagnostics';
  readonly system: SystemView;
  readonly counts: {
    readonly openRequests: number;
    readonly apiUsers: number | null;
    readonly administrators: number | null;
  };
  readonly log: LogPage['items'];
}
