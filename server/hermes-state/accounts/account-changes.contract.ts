import { z } from 'zod';
import { accountPlaceSchema } from './accounts.contract.ts';

const providerSchema = z.string().regex(/^[a-z0-9][a-z0-9._:-]{0,99}$/, {
  message: 'a provider id such as openrouter or custom:local-llm',
});
/** An entry that is in the file already: its provider may have any name. */
const knownProviderSchema = z.string().min(1).max(200);

const labelSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // eslint-disable-next-line no-control-regex -- these are what is refused
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'one line of text');

/** Written once, never shown again. A mask that somebody copied back is no key. */
const keySchema = z
  .string()
  .trim()
  .min(4)
  .max(8192)
  .refine((text) => /^[\x21-\x7e]+$/.test(text), 'printable ASCII without spaces');

const baseUrlSchema = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((text) => {
    const { username, password } = new URL(text);
    return username === '' && password === '';
  }, 'without a user name or password');

export const addAccountSchema = z.object({
  provider: providerSchema,
  key: keySchema,
  label: labelSchema.optional(),
  /** Absent: what Hermes takes for this provider. */
  baseUrl: baseUrlSchema.optional(),
});
export const relabelAccountSchema = z.object({ at: accountPlaceSchema, label: labelSchema });
/** Positions in the file, in the order they shall be used in; all of them. */
export const reorderAccountsSchema = z.object({
  provider: knownProviderSchema,
  order: z.array(z.number().int().min(0)).min(1).max(5000),
});
export const oneAccountSchema = z.object({ at: accountPlaceSchema });
export const oneProviderSchema = z.object({ provider: knownProviderSchema });
export const suppressedSourceSchema = z.object({
  provider: knownProviderSchema,
  source: z.string().min(1).max(300),
});
/** An entry of an earlier version of the file. */
export const restoreAccountSchema = z.object({
  historyId: z.string().max(100),
  provider: knownProviderSchema,
  position: z.number().int().min(0),
});

/** Everything that can be done to `auth.json`, for the preview. */
export const accountChangeSchema = z.discriminatedUnion('kind', [
  addAccountSchema.extend({ kind: z.literal('add') }),
  relabelAccountSchema.extend({ kind: z.literal('relabel') }),
  reorderAccountsSchema.extend({ kind: z.literal('reorder') }),
  oneAccountSchema.extend({ kind: z.literal('reset') }),
  oneAccountSchema.extend({ kind: z.literal('remove') }),
  restoreAccountSchema.extend({ kind: z.literal('restore') }),
  suppressedSourceSchema.extend({ kind: z.literal('allow_source') }),
  oneProviderSchema.extend({ kind: z.literal('activate') }),
  oneProviderSchema.extend({ kind: z.literal('repair') }),
]);
export type AccountChange = z.infer<typeof accountChangeSchema>;

/** What a change would make of the file. Secrets are masked in both texts. */
export const accountPreviewSchema = z.object({
  file: z.string(),
  before: z.string(),
  after: z.string(),
  /** Of the provider as it is now, for the header `If-Match` of the change. */
  version: z.string(),
  /** What else it means, beyond the lines that change. */
  notes: z.array(z.string()),
});
export type AccountPreview = z.infer<typeof accountPreviewSchema>;

export const accountChangedSchema = z.object({
  provider: z.string(),
  /** Of the provider as it is now. */
  version: z.string(),
});
export type AccountChanged = z.infer<typeof accountChangedSchema>;

/** An entry that an earlier version of the file held and that is not there now. */
export const removedAccountSchema = z.object({
  historyId: z.string(),
  provider: z.string(),
  position: z.number(),
  label: z.string().nullable(),
  kind: z.enum(['oauth', 'api_key', 'unknown']),
  source: z.string(),
  secret: z.object({ masked: z.string(), fingerprint: z.string() }).nullable(),
  removedAt: z.iso.datetime(),
  removedBy: z.string(),
  /** Of the provider as it is now. */
  version: z.string(),
});
export type RemovedAccount = z.infer<typeof removedAccountSchema>;
export const removedAccountsSchema = z.object({ items: z.array(removedAccountSchema) });
export type RemovedAccounts = z.infer<typeof removedAccountsSchema>;

/** What the provider said when it was asked for its models with this credential. Nothing is written anywhere. */
export const accountTestSchema = z.object({
  isAccepted: z.boolean(),
  /** Of the answer; `null` when none came. */
  status: z.number().nullable(),
  /** What was asked. */
  url: z.string(),
  durationMs: z.number(),
  /** `null` when the answer is no list of models. */
  modelCount: z.number().nullable(),
  /** The first twenty. */
  models: z.array(z.string()),
  message: z.string(),
  at: z.iso.datetime(),
});
export type AccountTest = z.infer<typeof accountTestSchema>;
