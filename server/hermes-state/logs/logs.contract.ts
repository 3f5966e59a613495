import { z } from 'zod';
import { profileSchema, sourceFileSchema } from '../hermes.contract.ts';

/** From harmless to deadly, as Python names them. */
export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type HermesLogLevel = (typeof logLevels)[number];

/** `GET api/admin/hermes/logs?profile=` */
export const logFilesSchema = z.object({
  profile: z.string(),
  items: z.array(
    z.object({
      /** Such as `agent.log` or, rotated, `agent.log.1`. */
      name: z.string(),
      bytes: z.number(),
      modifiedAt: z.iso.datetime(),
    }),
  ),
  /** The folder. */
  source: sourceFileSchema,
  /** There are more than were looked at. */
  isCut: z.boolean(),
});
export type LogFiles = z.infer<typeof logFilesSchema>;

/** One record: its first line and those that belong to it. */
export const logRecordSchema = z.object({
  /** Where it begins in the file, in bytes. */
  offset: z.number(),
  /** Where the next one begins. */
  end: z.number(),
  /** The file says no zone: it is taken as this machine's. `null` when it says no time. */
  at: z.iso.datetime().nullable(),
  level: z.enum(logLevels).nullable(),
  session: z.string().nullable(),
  /** Which part of Hermes speaks, such as `agent.model_metadata`. */
  logger: z.string().nullable(),
  /** What is behind the logger, and further lines. Without colours and secrets. */
  text: z.string(),
  /** Lines in the file. */
  lineCount: z.number(),
  /** The text is longer in the file. */
  isCut: z.boolean(),
  /** Lines that belong to a record before `offset`. */
  isContinuation: z.boolean(),
  /** Its last line is still being written. */
  isPartial: z.boolean(),
});
export type LogRecord = z.infer<typeof logRecordSchema>;

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const fileName = z
  .string()
  .max(100)
  .regex(/^\w[\w.-]*\.log(\.\d{1,3})?$/, 'the name of a log file');

/** Which records are wanted. */
export const logFilterSchema = z.object({
  /** This one and worse; records without a level are left out then. */
  level: optional(z.enum(logLevels)),
  /** A logger or the beginning of one: `agent` is also `agent.core`. */
  component: optional(z.string().max(100)),
  /** A part of the session's id. */
  session: optional(z.string().max(100)),
  /** Anywhere in the record, in either case. */
  search: optional(z.string().max(500)),
  /** `search` is a regular expression of JavaScript. */
  isPattern: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

const offset = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * `GET api/admin/hermes/logs/records`: the newest records, those before an offset, those from an offset on (to follow a
 * file), those from a time on, or one record with its neighbours.
 */
export const logQuerySchema = logFilterSchema.extend({
  profile: profileSchema,
  file: fileName.default('agent.log'),
  before: optional(offset),
  after: optional(offset),
  /** ISO 8601. */
  at: optional(z.iso.datetime({ offset: true })),
  /** Filters do not apply to neighbours. */
  around: optional(offset),
  /** The `id` an offset belongs to: a file that was rotated since is found under its new name. */
  id: optional(z.string().max(40)),
  limit: z.coerce.number().int().min(1).max(1000).default(300),
});
export type LogQuery = z.infer<typeof logQuerySchema>;

export const logPageSchema = z.object({
  profile: z.string(),
  file: z.string(),
  /** Of the file itself, whatever it is called. */
  id: z.string().nullable(),
  source: sourceFileSchema,
  bytes: z.number(),
  modifiedAt: z.iso.datetime().nullable(),
  /** Oldest first. */
  records: z.array(logRecordSchema),
  /** Ask for records before this; `null` at the beginning of the file. */
  olderBefore: z.number().nullable(),
  /** Ask for records from here on. */
  newerAfter: z.number(),
  isAtEnd: z.boolean(),
  /** `time`: there may be more matches further on; the search has lasted long enough for one answer. */
  stoppedBy: z.enum(['limit', 'time', 'end']),
  bytesSearched: z.number(),
  /** What became of the file that was asked for by `id` and offset. */
  change: z.enum(['none', 'rotated', 'truncated']),
});
export type LogPage = z.infer<typeof logPageSchema>;

export const logDownloadQuerySchema = z.object({ profile: profileSchema, file: fileName });
export type LogDownloadQuery = z.infer<typeof logDownloadQuerySchema>;
