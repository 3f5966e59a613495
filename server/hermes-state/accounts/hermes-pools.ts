import { maskSecret } from '../masked-secret.ts';
import type { Account } from './accounts.contract.ts';
import { expiryOf, identityOf, recordOf, textOf, timeOf } from './identity.ts';

/** After these a credential is never used again (hermes_cli's credential pool). */
const finalReasons = new Set([
  'token_invalidated',
  'token_revoked',
  'invalid_token',
  'invalid_grant',
  'unauthorized_client',
  'refresh_token_reused',
]);
const cooldownSeconds = { unauthorized: 300, other: 3600 };
const borrowed = /^(env:|config:|claude_code$|gh_cli$|qwen-cli$|model_config$)/;

/** What `auth.json` holds: accounts, and entries that are not what they should be. */
export interface PoolContents {
  readonly activeProvider: string | null;
  readonly accounts: Account[];
  readonly problems: string[];
}

/** Reads both shapes of Hermes' `auth.json`: `providers` (one login each) and `credential_pool` (lists). */
export function readPools(file: Record<string, unknown>, now = new Date()): PoolContents {
  const accounts: Account[] = [];
  const problems: string[] = [];
  const logins = { ...legacyLogins(file), ...recordOf(file.providers) };
  for (const [provider, login] of Object.entries(logins)) {
    if (isRecord(login)) accounts.push(fromLogin(provider, login, now));
    else problems.push(`providers.${provider} is not an object`);
  }
  for (const [provider, pool] of Object.entries(recordOf(file.credential_pool))) {
    if (!Array.isArray(pool)) {
      problems.push(`credential_pool.${provider} is not a list`);
      continue;
    }
    pool.forEach((entry: unknown, index) => {
      if (isRecord(entry)) accounts.push(fromPool(provider, entry, now));
      else problems.push(`credential_pool.${provider}[${index}] is not an object`);
    });
  }
  return { activeProvider: textOf(file.active_provider), accounts, problems };
}

/** Before pools there was one login, under `systems`. */
function legacyLogins(file: Record<string, unknown>): Record<string, unknown> {
  const nous = recordOf(file.systems).nous_portal;
  return nous === undefined ? {} : { nous };
}

function fromLogin(provider: string, login: Record<string, unknown>, now: Date): Account {
  const tokens = isRecord(login.tokens) ? login.tokens : login;
  const { access_token: access, id_token: idToken } = tokens;
  const error = recordOf(login.last_auth_error);
  const expiresAt = timeOf(login.expires_at) ?? expiryOf(access);
  return {
    provider,
    label: textOf(login.label),
    kind: 'oauth',
    source: 'login',
    isBorrowed: false,
    status: loginStatus(access, error, expiresAt, now),
    reason: textOf(error.message) ?? textOf(error.code),
    cooldownUntil: null,
    expiresAt,
    identity: identityOf(idToken, access),
    isIdentityVerified: false,
    secret: maskSecret(access),
  };
}

function loginStatus(
  access: unknown,
  error: Record<string, unknown>,
  expiresAt: string | null,
  now: Date,
): Account['status'] {
  if (error.relogin_required === true || typeof access !== 'string') return 'login_required';
  return expiresAt !== null && new Date(expiresAt) <= now ? 'expired' : 'ok';
}

function fromPool(provider: string, entry: Record<string, unknown>, now: Date): Account {
  const source = textOf(entry.source) ?? 'manual';
  const isBorrowed = borrowed.test(source);
  const cooldownUntil = cooldownOf(entry);
  const expiresAt =
    timeOf(entry.expires_at) ?? timeOf(entry.expires_at_ms) ?? expiryOf(entry.access_token);
  const secret = maskSecret(entry.access_token);
  const fingerprint = textOf(entry.secret_fingerprint)?.replace('sha256:', '');
  return {
    provider,
    label: textOf(entry.label),
    kind:
      entry.auth_type === 'oauth' ? 'oauth' : entry.auth_type === 'api_key' ? 'api_key' : 'unknown',
    source,
    isBorrowed,
    status: poolStatus(entry, cooldownUntil, expiresAt, now),
    reason: textOf(entry.last_error_reason) ?? textOf(entry.last_error_message),
    cooldownUntil: cooldownUntil?.toISOString() ?? null,
    expiresAt,
    identity: identityOf(entry.id_token, entry.access_token),
    isIdentityVerified: false,
    // The token of a borrowed entry is not in the file; its fingerprint may be.
    secret: secret ?? (fingerprint ? { masked: '••••', fingerprint } : null),
  };
}

function poolStatus(
  entry: Record<string, unknown>,
  cooldownUntil: Date | null,
  expiresAt: string | null,
  now: Date,
): Account['status'] {
  const reason = textOf(entry.last_error_reason);
  if (entry.last_status === 'dead' || (reason !== null && finalReasons.has(reason))) return 'dead';
  if (cooldownUntil !== null && cooldownUntil > now) return 'cooldown';
  // A refresh token brings a new access token by itself.
  if (expiresAt !== null && new Date(expiresAt) <= now && !entry.refresh_token) return 'expired';
  return 'ok';
}

/** Until the time the provider named, else five minutes after a 401 and an hour after anything else. */
function cooldownOf(entry: Record<string, unknown>): Date | null {
  if (entry.last_status !== 'exhausted') return null;
  const named = timeOf(entry.last_error_reset_at);
  if (named !== null) return new Date(named);
  const since = timeOf(entry.last_status_at);
  if (since === null) return null;
  const seconds =
    Number(entry.last_error_code) === 401 ? cooldownSeconds.unauthorized : cooldownSeconds.other;
  return new Date(new Date(since).getTime() + seconds * 1000);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
