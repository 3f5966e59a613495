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
export type AccountStatus = (typeof accountStatuses)[number];

/**
 * Which entry of a pool is meant. Checked when it is changed: another entry in this position is refused with 412. `id` is
 * as Hermes gave it; entries without one are known by the fingerprint of their token.
 */
export const accountPlaceSchema = z.object({
  provider: z.string().min(1).max(200),
  /** In the list as it lies in the file, from 0. */
  position: z.number().int().min(0).max(99_999),
  id: z.string().max(200).nullable(),
  fingerprint: z.string().max(64).nullable(),
});
export type AccountPlace = z.infer<typeof accountPlaceSchema>;

/** One credential of a provider. */
export const accountSchema = z.object({
  provider: z.string(),
  label: z.string().nullable(),
  kind: z.enum(['oauth', 'api_key', 'unknown']),
  /** An entry of a pool, a login (`providers` of `auth.json`), or what another program keeps in a file of its own. */
  shape: z.enum(['pool', 'login', 'file']),
  /** How it came there, such as `manual` or `env:OPENROUTER_API_KEY`. */
  source: z.string(),
  /** Its token lies somewhere else and is only referred to. */
  isBorrowed: z.boolean(),
  status: z.enum(accountStatuses),
  /** Of a cooldown, as Hermes names it. */
  cause: z.enum(['rate_limited', 'auth_failed', 'exhausted']).nullable(),
  /** What the provider said last. */
  reason: z.string().nullable(),
  lastError: z
    .object({
      code: z.number().nullable(),
      reason: z.string().nullable(),
      message: z.string().nullable(),
      at: z.iso.datetime().nullable(),
    })
    .nullable(),
  /** When it may be tried again; in the past once it may. */
  cooldownUntil: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  /** A refresh token brings a new one by itself. */
  canRefresh: z.boolean(),
  lastRefreshAt: z.iso.datetime().nullable(),
  identity: identitySchema,
  /** Whether the identity was read from a token whose signature nobody checked. */
  isIdentityVerified: z.literal(false),
  secret: secretSchema,
  baseUrl: z.string().nullable(),
  /** As Hermes counts it, which is with the strategy `least_used` alone. */
  requestCount: z.number().nullable(),
  /** Of a pool's entry. */
  place: accountPlaceSchema.nullable(),
  /** Its turn in the pool, from 1, as `hermes auth list` counts. */
  rank: z.number().nullable(),
  priority: z.number().nullable(),
  /** Hermes would use it now: the arrow of `hermes auth list`. */
  isActive: z.boolean(),
  /** The first entry of the pool with the same account or the same token; two of them are one quota. */
  duplicateOf: z.number().nullable(),
  /** Why it cannot be tested from here. */
  untestable: z.string().nullable(),
});
export type Account = z.infer<typeof accountSchema>;

/** What belongs to a provider in `auth.json` beside its entries. */
export const accountPoolSchema = z.object({
  provider: z.string(),
  name: z.string(),
  /**
   * Of what a person decides about: which entries there are, their order, labels and sources, the login, what is
   * suppressed. Tokens and states, which Hermes rewrites all the time, do not change it.
   */
  version: z.string(),
  /** `credential_pool_strategies` of the configuration; `fill_first` when it says nothing. */
  strategy: z.string(),
  isActiveProvider: z.boolean(),
  /** Whether a login and entries of a pool are there that can be used. */
  hasLogin: z.boolean(),
  hasPool: z.boolean(),
  /**
   * Only one of the two shapes of a login is there, or the one of Hermes before pools. Hermes 0.19 gets along with either,
   * older ones do not.
   */
  mismatch: z.enum(['pool_missing', 'login_missing', 'legacy']).nullable(),
  suppressedSources: z.array(z.string()),
  /** For a terminal, where the provider wants an interactive login. */
  loginCommand: z.string().nullable(),
  /** Of the root's home, where a profile has none of its own: changed there. */
  isFallback: z.boolean(),
});
export type AccountPool = z.infer<typeof accountPoolSchema>;

/** One file and what was found in it; named also when it is missing or damaged. */
export const accountSourceSchema = z.object({
  owner: z.enum(['hermes', 'codex', 'claude', 'gemini', 'qwen']),
  file: z.string(),
  status: z.enum(['present', 'missing', 'unreadable']),
  reason: z.string().nullable(),
  accounts: z.array(accountSchema),
  /** Entries that are not what they should be. */
  problems: z.array(z.string()),
  /** The root's own, of which a profile uses what it has not itself; only that is listed. */
  isFallback: z.boolean(),
});
export type AccountSource = z.infer<typeof accountSourceSchema>;

export const accountsSchema = z.object({
  profile: z.string(),
  activeProvider: z.string().nullable(),
  updatedAt: z.iso.datetime().nullable(),
  pools: z.array(accountPoolSchema),
  sources: z.array(accountSourceSchema),
  /** Providers a key can be added for, with what Hermes takes for their address. */
  keyProviders: z.array(
    z.object({ id: z.string(), name: z.string(), baseUrl: z.string().nullable() }),
  ),
  /** Interactive logins of Hermes, to be typed in a terminal. */
  logins: z.array(z.object({ provider: z.string(), name: z.string(), command: z.string() })),
});
export type Accounts = z.infer<typeof accountsSchema>;
