import { z } from 'zod';

const secretSchema = z.object({ masked: z.string(), fingerprint: z.string() }).nullable();

/** Who an account is. From tokens whose signature was not checked: shown, never decided upon. */
export const identitySchema = z.object({
  email: z.string().nullable(),
  name: z.string().nullable(),
  plan: z.string().nullable(),
  organisation: z.string().nullable(),
  accountId: z.string().nullable(),
});

export const accountStatuses = [
  'ok',
  'expired',
  'cooldown',
  'dead',
  'login_required',
  'unknown',
] as const;

/** One credential of a provider. */
export const accountSchema = z.object({
  provider: z.string(),
  label: z.string().nullable(),
  kind: z.enum(['oauth', 'api_key', 'unknown']),
  /** How it came there, such as `manual` or `env:OPENROUTER_API_KEY`. */
  source: z.string(),
  /** Its token lies somewhere else and is only referred to. */
  isBorrowed: z.boolean(),
  status: z.enum(accountStatuses),
  /** What the provider said last. */
  reason: z.string().nullable(),
  cooldownUntil: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  identity: identitySchema,
  /** Whether the identity was read from a token whose signature nobody checked. */
  isIdentityVerified: z.literal(false),
  secret: secretSchema,
});
export type Account = z.infer<typeof accountSchema>;

/** One file and what was found in it; named also when it is missing or damaged. */
export const accountSourceSchema = z.object({
  owner: z.enum(['hermes', 'codex', 'claude', 'gemini', 'qwen']),
  file: z.string(),
  status: z.enum(['present', 'missing', 'unreadable']),
  reason: z.string().nullable(),
  accounts: z.array(accountSchema),
  /** Entries that are not what they should be. */
  problems: z.array(z.string()),
});
export type AccountSource = z.infer<typeof accountSourceSchema>;

export const accountsSchema = z.object({
  profile: z.string(),
  activeProvider: z.string().nullable(),
  sources: z.array(accountSourceSchema),
});
export type Accounts = z.infer<typeof accountsSchema>;
