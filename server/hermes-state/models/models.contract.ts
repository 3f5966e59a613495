import { z } from 'zod';
import { profileQuerySchema, sourceFileSchema } from '../hermes.contract.ts';

const text = z.string().max(500);
const optionalText = text.nullable();

/** Whether a row can sign in where it leads to, as far as files tell. */
export const credentialSchema = z.object({
  state: z.enum(['ready', 'exhausted', 'missing', 'unknown']),
  /** Where it comes from, or what is missing, in words. */
  detail: z.string(),
});
export type Credential = z.infer<typeof credentialSchema>;

/** A provider and a model, as a person wrote them. */
const modelChoiceSchema = z.object({
  provider: optionalText,
  model: optionalText,
  baseUrl: optionalText,
});

export const primarySchema = modelChoiceSchema.extend({
  apiMode: optionalText,
  contextLength: z.number().nullable(),
  /** How `model` is written: only the present form is edited. */
  shape: z.enum(['present', 'text', 'old_names', 'unset', 'unusable']),
  hasInlineKey: z.boolean(),
  credential: credentialSchema,
});
export type Primary = z.infer<typeof primarySchema>;

export const fallbackIgnored = ['not_a_mapping', 'incomplete', 'duplicate', 'not_a_list'] as const;

export const fallbackEntrySchema = modelChoiceSchema.extend({
  /** Its number in its list of the file. */
  index: z.int(),
  from: z.enum(['fallback_providers', 'fallback_model']),
  apiMode: optionalText,
  keyEnv: optionalText,
  hasInlineKey: z.boolean(),
  /** Why Hermes passes over it; null when it counts. */
  ignored: z.enum(fallbackIgnored).nullable(),
  /** It is what the primary is: trying it again helps little. */
  isPrimary: z.boolean(),
  /** What is written there, for an entry that is no provider and model. */
  written: z.string().nullable(),
  credential: credentialSchema,
});
export type FallbackEntry = z.infer<typeof fallbackEntrySchema>;

export const endpointSchema = z.object({
  slug: z.string(),
  name: z.string(),
  from: z.enum(['providers', 'custom_providers']),
  baseUrl: optionalText,
  keyEnv: optionalText,
  hasInlineKey: z.boolean(),
  apiMode: optionalText,
  model: optionalText,
  models: z.array(z.string()),
  isEnabled: z.boolean(),
  ignored: z.enum(['not_a_mapping', 'no_url', 'no_name']).nullable(),
  credential: credentialSchema,
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const taskModelSchema = modelChoiceSchema.extend({
  task: z.string(),
  timeoutSeconds: z.number().nullable(),
  hasInlineKey: z.boolean(),
  /** Nothing of its own is written: Hermes chooses. */
  isDefault: z.boolean(),
});
export type TaskModel = z.infer<typeof taskModelSchema>;

export const poolStrategies = ['fill_first', 'round_robin', 'random', 'least_used'] as const;
export const strategySchema = z.object({
  provider: z.string(),
  /** As written; null: the default, `fill_first`. */
  strategy: z.string().nullable(),
  isKnown: z.boolean(),
  /** Credentials in its pool. */
  credentials: z.int(),
});

/** What Hermes would call, in order: the primary, then each fallback that counts. */
export const stepSchema = z.object({
  label: z.string(),
  credential: credentialSchema,
});

export const modelsSchema = z.object({
  profile: z.string(),
  source: sourceFileSchema,
  /** For `If-Match`. */
  version: z.string(),
  /** Why nothing can be edited here; null when it can. */
  locked: z.string().nullable(),
  problems: z.array(z.object({ message: z.string(), line: z.number() })),
  primary: primarySchema,
  fallback: z.array(fallbackEntrySchema),
  steps: z.array(stepSchema),
  endpoints: z.array(endpointSchema),
  auxiliary: z.array(taskModelSchema),
  delegation: taskModelSchema,
  strategies: z.array(strategySchema),
  /** Older forms that Hermes still reads and that can be rewritten. */
  migrations: z.array(z.enum(['primary', 'fallback_model', 'custom_providers'])),
  /** For choosing: names of providers, and models that are named anywhere. */
  providers: z.array(z.string()),
  knownModels: z.array(z.string()),
});
export type Models = z.infer<typeof modelsSchema>;

const choice = { provider: text.min(1), model: text.min(1) };
/** An empty text takes the field away. */
const furtherText = z.string().trim().max(500).optional();
const url = z
  .string()
  .trim()
  .max(500)
  .refine(
    (value) => value === '' || /^https?:\/\/[^\s@]+$/.test(value),
    'An http(s) address without a password.',
  )
  .optional();
const envName = z
  .string()
  .trim()
  .regex(/^([A-Za-z_][A-Za-z0-9_]*)?$/, 'The name of an environment variable.')
  .max(128)
  .optional();

export const fallbackFieldsSchema = z.object({
  ...choice,
  baseUrl: url,
  apiMode: furtherText,
  keyEnv: envName,
});
export type FallbackFields = z.infer<typeof fallbackFieldsSchema>;

/** One change after the other; numbers count what the changes before it left. */
export const modelsChangeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('primary'),
    ...choice,
    baseUrl: url,
    apiMode: furtherText,
    contextLength: z.int().positive().nullable().optional(),
  }),
  z.object({ kind: z.literal('fallback_order'), order: z.array(z.int().min(0)).max(200) }),
  z.object({ kind: z.literal('fallback_add'), entry: fallbackFieldsSchema }),
  z.object({
    kind: z.literal('fallback_edit'),
    index: z.int().min(0),
    entry: fallbackFieldsSchema,
  }),
  z.object({
    kind: z.literal('migrate'),
    what: z.enum(['primary', 'fallback_model', 'custom_providers']),
  }),
  z.object({
    kind: z.literal('endpoint'),
    slug: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'Small letters, digits, . _ and -'),
    name: furtherText,
    baseUrl: url,
    keyEnv: envName,
    apiMode: furtherText,
    model: furtherText,
    isEnabled: z.boolean(),
  }),
  z.object({ kind: z.literal('endpoint_remove'), slug: z.string().min(1).max(200) }),
  z.object({
    kind: z.literal('task'),
    /** `delegation`, or a task of `auxiliary`. */
    task: z.string().regex(/^[a-z_]{1,40}$/),
    provider: furtherText,
    model: furtherText,
    baseUrl: url,
    timeoutSeconds: z.number().positive().nullable().optional(),
  }),
  z.object({
    kind: z.literal('strategy'),
    provider: z.string().min(1).max(100),
    strategy: z.enum(poolStrategies).nullable(),
  }),
]);
export type ModelsChange = z.infer<typeof modelsChangeSchema>;

export const modelsChangesSchema = z.object({
  changes: z.array(modelsChangeSchema).min(1).max(300),
});
export type ModelsChanges = z.infer<typeof modelsChangesSchema>;

/** As JSON in the address. */
export const modelsPreviewQuerySchema = profileQuerySchema.extend({
  changes: z
    .string()
    .max(12_000)
    .transform((json, context) => {
      try {
        return JSON.parse(json) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'It is not JSON.' });
        return z.NEVER;
      }
    })
    .pipe(modelsChangesSchema.shape.changes),
});
export type ModelsPreviewQuery = z.infer<typeof modelsPreviewQuerySchema>;

/** The file before and after, secrets masked, and what the pane would show. */
export const modelsPreviewSchema = z.object({
  models: modelsSchema,
  before: z.string(),
  after: z.string(),
});
export type ModelsPreview = z.infer<typeof modelsPreviewSchema>;

/** A row as it stands in the file: nothing that was only typed is called. */
export const modelTestRequestSchema = z.object({
  row: z.union([
    z.literal('primary'),
    z.string().regex(/^(fallback_providers|fallback_model|endpoint|task):[\w .:/@+-]{1,200}$/),
  ]),
});
export type ModelTestRequest = z.infer<typeof modelTestRequestSchema>;

export const modelTestResultSchema = z.object({
  outcome: z.enum(['works', 'failed', 'not_tried']),
  /** What was called, without a secret; null when nothing was. */
  called: z.string().nullable(),
  /** HTTP status of the answer. */
  status: z.int().nullable(),
  tookMs: z.number().nullable(),
  /** Whether the list of models names the row's; null when it was not read. */
  isModelListed: z.boolean().nullable(),
  message: z.string(),
});
export type ModelTestResult = z.infer<typeof modelTestResultSchema>;
