import { z } from 'zod';
import { profileQuerySchema, sourceFileSchema } from '../hermes.contract.ts';

export const fieldTypes = ['string', 'number', 'boolean', 'list', 'select'] as const;

/** A setting that Hermes knows. */
export const configFieldSchema = z.object({
  path: z.string(),
  section: z.string(),
  label: z.string(),
  type: z.enum(fieldTypes),
  options: z.array(z.string()),
  /** Whether `default` is known. */
  hasDefault: z.boolean(),
  default: z.unknown(),
  /** What it does, where the name does not say it. */
  description: z.string().nullable(),
  applies: z.enum(['next_session', 'gateway_restart', 'dashboard_restart']),
  isSecret: z.boolean(),
});
export type ConfigField = z.infer<typeof configFieldSchema>;

export const configSchemaSchema = z.object({
  /** The version of Hermes the settings are of. */
  version: z.string(),
  fields: z.array(configFieldSchema),
});
export type ConfigSchema = z.infer<typeof configSchemaSchema>;

export const configProblemSchema = z.object({
  kind: z.enum(['error', 'duplicate_key', 'unknown_key', 'wrong_type']),
  message: z.string(),
  line: z.number(),
});
export type ConfigProblem = z.infer<typeof configProblemSchema>;

/** A text and what it says. Secrets in both are masked; a mask in a text that comes back stands for its secret. */
export const configTextSchema = z.object({
  text: z.string(),
  isBroken: z.boolean(),
  problems: z.array(configProblemSchema),
  /** What the text sets, by the path of the setting. */
  values: z.record(z.string(), z.unknown()),
});
export type ConfigText = z.infer<typeof configTextSchema>;

export const configSchema = configTextSchema.extend({
  profile: z.string(),
  source: sourceFileSchema,
  version: z.string(),
});
export type Config = z.infer<typeof configSchema>;

const text = z.string().max(131_072);
const path = z.array(z.string().min(1).max(200)).min(1).max(12);
const scalar = z.union([z.string().max(20_000), z.number(), z.boolean(), z.null()]);

/** Sets one value; without `value` it is taken away, and the default counts. */
export const configChangeSchema = z.object({
  path,
  value: z.union([scalar, z.array(scalar).max(1000)]).optional(),
});
export type ConfigChange = z.infer<typeof configChangeSchema>;

export const configCheckSchema = z.object({
  text,
  changes: z.array(configChangeSchema).max(600).default([]),
  /** The text the draft began with: what was changed since is made to the file as it is now. */
  base: text.optional(),
});
export type ConfigCheck = z.infer<typeof configCheckSchema>;

/** A draft, and the file as it is now. */
export const configDraftSchema = configTextSchema.extend({
  current: text,
  /** Of the file as it is now. */
  version: z.string(),
  /** The draft as it would be shown in a diff. */
  masked: z.string(),
  /** Settings that were changed both in the draft and in the file; the draft's value was taken. */
  conflicts: z.array(z.string()),
});
export type ConfigDraft = z.infer<typeof configDraftSchema>;

export const configSaveSchema = z.object({ text });
export type ConfigSave = z.infer<typeof configSaveSchema>;

export const pastConfigSchema = z.object({
  id: z.string(),
  replacedAt: z.string(),
  replacedBy: z.string(),
  version: z.string(),
  bytes: z.int(),
});
export const configHistorySchema = z.object({ items: z.array(pastConfigSchema) });
export type ConfigHistory = z.infer<typeof configHistorySchema>;

export const pastConfigTextSchema = z.object({
  text: z.string(),
  current: z.string(),
  version: z.string(),
});
export type PastConfigText = z.infer<typeof pastConfigTextSchema>;

export const configQuerySchema = profileQuerySchema;
