import { z } from 'zod';
import { pageOf } from '../http/page.ts';

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** `refused`: answered with 4xx, nothing was changed. `failed`: 5xx. */
export const adminEventOutcomes = ['ok', 'refused', 'failed'] as const;
export type AdminEventOutcome = (typeof adminEventOutcomes)[number];

/**
 * One field that became something else. `before` is absent on creation, `after` on removal. With `secret` both are
 * fingerprints (`sha256:` and the first 16 digits) or absent.
 */
export const fieldChangeSchema = z.object({
  field: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  secret: z.literal(true).optional(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

export const adminEventSchema = z.object({
  /** 1, 2, 3, … without gaps. */
  sequence: z.number(),
  at: z.iso.datetime(),
  /** Who, by the name at that time. `null`: nobody who is known. `id` is `null` for the settings of the process. */
  actor: z
    .object({ id: z.uuid().nullable(), name: z.string(), role: z.string().nullable() })
    .nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  action: z.string(),
  target: z
    .object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() })
    .nullable(),
  changes: z.array(fieldChangeSchema),
  outcome: z.enum(adminEventOutcomes),
  /** HTTP status of the answer. */
  status: z.number(),
  errorCode: z.string().nullable(),
  requestId: z.uuid().nullable(),
  /** Method and path, without the query. */
  request: z.string().nullable(),
  /** SHA-256 in hexadecimal; covers this event and, through the one before, all earlier ones. */
  hash: z.string(),
});
export type AdminEventView = z.infer<typeof adminEventSchema>;

/** Filters of the list and of the download. Times are inclusive `from`, exclusive `to`. */
export const adminEventFilterSchema = z.object({
  /** An administrator's id or user name. */
  actor: optional(z.string().max(80)),
  /** `api_user.create`, or `api_user` for everything done to API users. */
  action: optional(z.string().regex(/^[a-z_]+(\.[a-z_]+)?$/)),
  targetKind: optional(z.string().max(80)),
  /** An id, or part of a name. */
  target: optional(z.string().max(200)),
  outcome: optional(z.enum(adminEventOutcomes)),
  from: optional(z.iso.datetime({ offset: true })),
  to: optional(z.iso.datetime({ offset: true })),
  /** Anywhere in names, addresses, changes, error codes and ids. */
  text: optional(z.string().max(200)),
});
export type AdminEventFilter = z.infer<typeof adminEventFilterSchema>;

export const adminEventListQuerySchema = adminEventFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** From the page before. */
  cursor: optional(z.coerce.number().int().min(1)),
});
export type AdminEventListQuery = z.infer<typeof adminEventListQuerySchema>;

export const adminEventPageSchema = pageOf(adminEventSchema);
export type AdminEventPage = z.infer<typeof adminEventPageSchema>;

export const adminEventDownloadQuerySchema = adminEventFilterSchema.extend({
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
});
export type AdminEventDownloadQuery = z.infer<typeof adminEventDownloadQuerySchema>;

/** One event by its place and hash. Whoever keeps one elsewhere can tell later whether the chain still holds it. */
export const chainPlaceSchema = z.object({
  sequence: z.number(),
  /** Hexadecimal. */
  hash: z.string(),
});
export type ChainPlace = z.infer<typeof chainPlaceSchema>;

export const chainVerificationQuerySchema = z
  .object({
    /** A place noted earlier, which must still be in the chain. */
    sequence: optional(z.coerce.number().int().min(1)),
    hash: optional(z.string().regex(/^[\da-f]{64}$/i)),
  })
  .refine(({ sequence, hash }) => (sequence === undefined) === (hash === undefined), {
    path: ['hash'],
    message: 'sequence and hash belong together',
  });
export type ChainVerificationQuery = z.infer<typeof chainVerificationQuerySchema>;

export const chainVerificationSchema = z.object({
  ok: z.boolean(),
  /** Events that are as they were written. */
  checked: z.number(),
  /** The last of them; `null` when there is none. */
  head: chainPlaceSchema.nullable(),
  firstBroken: z
    .object({
      sequence: z.number(),
      /** `missing`: no event has this number. `altered`: the hash does not fit. `replaced`: not the one noted earlier. */
      reason: z.enum(['missing', 'altered', 'replaced']),
    })
    .optional(),
});
export type ChainVerification = z.infer<typeof chainVerificationSchema>;
