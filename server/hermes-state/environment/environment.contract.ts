import { z } from 'zod';
import { sourceFileSchema } from '../hermes.contract.ts';

/** A variable that Hermes is known to read. */
export const knownKeySchema = z.object({
  key: z.string(),
  category: z.enum(['provider', 'tool', 'messaging', 'skill', 'setting']),
  isSecret: z.boolean(),
  /** Where one gets it. */
  url: z.string().nullable(),
  description: z.string(),
});
export type KnownKey = z.infer<typeof knownKeySchema>;

export const environmentEntrySchema = z.object({
  key: z.string(),
  line: z.int(),
  /** Shown as it is only when it is known to be no secret, else masked; null for a name without a value. */
  value: z.string().nullable(),
  isMasked: z.boolean(),
  /** First 16 hex digits of its SHA-256; null when there is nothing to hide. */
  fingerprint: z.string().nullable(),
  isEmpty: z.boolean(),
  /** A later line sets the same key, and counts. */
  isOverridden: z.boolean(),
  known: knownKeySchema.nullable(),
});
export type EnvironmentEntry = z.infer<typeof environmentEntrySchema>;

export const environmentSchema = z.object({
  profile: z.string(),
  source: sourceFileSchema,
  version: z.string(),
  entries: z.array(environmentEntrySchema),
  /** Lines that Hermes skips. */
  unparsable: z.array(z.int()),
  /** Known and not set. */
  unset: z.array(knownKeySchema),
});
export type Environment = z.infer<typeof environmentSchema>;

/** Sets a variable; null removes all its lines. */
export const environmentChangeSchema = z.object({
  key: z.string().min(1).max(128),
  value: z.string().max(32_768).nullable(),
});
export type EnvironmentChange = z.infer<typeof environmentChangeSchema>;

export const environmentChangesSchema = z.object({
  changes: z.array(environmentChangeSchema).min(1).max(100),
});
export type EnvironmentChanges = z.infer<typeof environmentChangesSchema>;
