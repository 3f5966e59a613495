import { redact } from '../../redaction.ts';
import { maskSecret } from '../masked-secret.ts';
import type { Account, AccountPlace } from './accounts.contract.ts';
import {
  expiryOf,
  identityOf,
  isRecord,
  recordOf,
  said,
  textOf,
  timeOf,
  type Identity,
} from './identity.ts';
import { factsOf, isBorrowedSource } from './provider-facts.ts';
import { poolStanding } from './pool-standing.ts';
import { untestableReason } from './test-target.ts';

/** What `auth.json` holds: accounts, and entries that are not what they should be. */
export interface PoolContents {
  readonly activeProvider: string | null;
  readonly updatedAt: string | null;
  readonly accounts: Account[];
  readonly problems: string[];
}

/** More than anybody has: so many are shown, and so many complaints. */
const mostAccounts = 500;
const mostProblems = 20;

/** Reads both shapes of Hermes' `auth.json`: `providers` (one login each) and `credential_pool` (lists). */
export function readPools(file: Record<string, unknown>, now = new Date()): PoolContents {
  const accounts: Account[] = [];
  const problems: string[] = [];
  let leftOut = 0;
  for (const [provider, login] of Object.entries(loginsIn(file))) {
    if (!isRecord(login)) problems.push(`providers.${short(provider)} is not an object`);
    else if (accounts.length < mostAccounts) accounts.push(fromLogin(provider, login, now));
    else leftOut++;
  }
  for (const [provider, pool] of Object.entries(recordOf(file.credential_pool))) {
    if (!Array.isArray(pool)) {
      problems.push(`credential_pool.${short(provider)} is not a list`);
      continue;
    }
    const entries = inTurn(pool, (position) => {
      problems.push(`credential_pool.${short(provider)}[${position}] is not an object`);
    });
    const shown = entries.slice(0, mostAccounts - Math.min(mostAccounts, accounts.length));
    leftOut += entries.length - shown.length;
    const read = shown.map(({ entry, position }) => fromPool(provider, entry, position, now));
    accounts.push(...withStanding(read, now));
  }
  const cut = problems.splice(mostProblems).length;
  if (cut > 0) problems.push(`and ${cut} more like these`);
  if (leftOut > 0) problems.push(`${leftOut} credentials are left out here: it holds too many`);
  return {
    activeProvider: textOf(file.active_provider),
    updatedAt: timeOf(file.updated_at),
    accounts,
    problems,
  };
}

const short = (name: string): string => redact(name.slice(0, 80));

/** The logins; before pools there was one, under `systems`. */
export function loginsIn(file: Record<string, unknown>): Record<string, unknown> {
  const nous = recordOf(file.systems).nous_portal;
  return { ...(nous === undefined ? {} : { nous }), ...recordOf(file.providers) };
}

/** Which entry this is, in words that stay when Hermes refreshes its token. */
export function placeOf(
  provider: string,
  entry: Record<string, unknown>,
  position: number,
): AccountPlace {
  const id = textOf(entry.id);
  return { provider, position, id, fingerprint: fingerprintOf(entry) };
}

/** Of the token, also where only its fingerprint is on disk. */
export function fingerprintOf(entry: Record<string, unknown>): string | null {
  return (
    maskSecret(entry.access_token)?.fingerprint ??
    textOf(entry.secret_fingerprint)?.replace('sha256:', '').slice(0, 64) ??
    null
  );
}

function fromLogin(provider: string, login: Record<string, unknown>, now: Date): Account {
  const tokens = isRecord(login.tokens) ? login.tokens : login;
  const { access_token: access, id_token: idToken } = tokens;
  const error = recordOf(login.last_auth_error);
  const expiresAt = timeOf(login.expires_at) ?? expiryOf(access);
  const canRefresh = typeof tokens.refresh_token === 'string';
  return {
    ...blankAccount,
    provider,
    label: labelOf(login.label),
    kind: 'oauth',
    shape: 'login',
    source: 'login',
    status: loginStatus(access, error, expiresAt, canRefresh, now),
    reason: said(error.message, access) ?? said(error.code, access),
    lastError:
      Object.keys(error).length === 0
        ? null
        : {
            code: null,
            reason: said(error.code, access) ?? said(error.reason, access),
            message: said(error.message, access),
            at: timeOf(error.at),
          },
    expiresAt,
    canRefresh,
    lastRefreshAt: timeOf(login.last_refresh) ?? timeOf(login.agent_key_obtained_at),
    identity: named(identityOf(idToken, access), tokens.account_id),
    secret: maskSecret(access),
    baseUrl: addressOf(login.inference_base_url) ?? addressOf(login.base_url),
  };
}

function loginStatus(
  access: unknown,
  error: Record<string, unknown>,
  expiresAt: string | null,
  canRefresh: boolean,
  now: Date,
): Account['status'] {
  if (error.relogin_required === true || typeof access !== 'string') return 'login_required';
  return expiresAt !== null && new Date(expiresAt) <= now && !canRefresh ? 'expired' : 'ok';
}

function fromPool(
  provider: string,
  entry: Record<string, unknown>,
  position: number,
  now: Date,
): Account {
  const source = textOf(entry.source) ?? 'manual';
  const expiresAt =
    timeOf(entry.expires_at) ?? timeOf(entry.expires_at_ms) ?? expiryOf(entry.access_token);
  const secret = maskSecret(entry.access_token);
  const fingerprint = fingerprintOf(entry);
  const canRefresh = typeof entry.refresh_token === 'string' && entry.refresh_token !== '';
  const isOver = expiresAt !== null && new Date(expiresAt) <= now && !canRefresh;
  return {
    ...blankAccount,
    ...poolStanding(entry, isOver, now),
    provider,
    label: labelOf(entry.label),
    kind:
      entry.auth_type === 'oauth' ? 'oauth' : entry.auth_type === 'api_key' ? 'api_key' : 'unknown',
    shape: 'pool',
    source,
    isBorrowed: isBorrowedSource(source),
    expiresAt,
    canRefresh,
    lastRefreshAt: timeOf(entry.last_refresh),
    identity: named(identityOf(entry.id_token, entry.access_token), entry.account_id),
    // The token of a borrowed entry is not in the file; its fingerprint may be.
    secret: secret ?? (fingerprint ? { masked: '••••', fingerprint } : null),
    baseUrl:
      addressOf(entry.inference_base_url) ??
      addressOf(entry.base_url) ??
      factsOf(provider)?.baseUrl ??
      null,
    requestCount: numberOf(entry.request_count),
    place: placeOf(provider, entry, position),
    priority: numberOf(entry.priority),
    untestable: untestableReason(provider, entry),
  };
}

/** By priority, as Hermes takes them, with their places in the list. */
function inTurn(pool: readonly unknown[], complain: (position: number) => void) {
  const entries: { readonly entry: Record<string, unknown>; readonly position: number }[] = [];
  pool.forEach((entry, position) => {
    if (isRecord(entry)) entries.push({ entry, position });
    else complain(position);
  });
  const turn = ({ priority }: Record<string, unknown>) => numberOf(priority) ?? 0;
  return entries.sort((one, other) => turn(one.entry) - turn(other.entry));
}

/** Their ranks, which of them is the active one, and which are the same account. */
function withStanding(sorted: readonly Account[], now: Date): Account[] {
  const active = sorted.findIndex((entry) => isSelectable(entry, now));
  const known = new Map<string, number>();
  return sorted.map((entry, index) => {
    const keys = accountKeys(entry);
    const first = keys.map((key) => known.get(key)).find((rank) => rank !== undefined);
    for (const key of keys) if (!known.has(key)) known.set(key, index + 1);
    const duplicateOf = first ?? null;
    return { ...entry, rank: index + 1, isActive: index === active, duplicateOf };
  });
}

/** Expired ones too: whether they still work shows only when they are used. */
function isSelectable({ status, cooldownUntil }: Account, now: Date): boolean {
  if (status === 'dead') return false;
  return cooldownUntil === null || new Date(cooldownUntil) <= now;
}

/**
 * What makes two entries one account. Members of one organisation share its account id but not their quota, so the
 * address counts as well.
 */
function accountKeys({ secret, identity }: Account): string[] {
  const who = [identity.email?.toLowerCase() ?? '', identity.accountId ?? ''];
  return [
    ...(secret ? [`token ${secret.fingerprint}`] : []),
    ...(who.some((part) => part !== '') ? [`person ${who.join(' ')}`] : []),
  ];
}

/** What is not known of an account unless somebody says it. */
export const blankAccount = {
  isBorrowed: false,
  cause: null,
  reason: null,
  lastError: null,
  cooldownUntil: null,
  expiresAt: null,
  canRefresh: false,
  lastRefreshAt: null,
  isIdentityVerified: false,
  baseUrl: null,
  requestCount: null,
  place: null,
  rank: null,
  priority: null,
  isActive: false,
  duplicateOf: null,
  untestable: null,
} as const;

/** People have pasted keys into labels. */
function labelOf(value: unknown): string | null {
  const label = textOf(value);
  return label === null ? null : redact(label);
}

function addressOf(value: unknown): string | null {
  const address = textOf(value);
  return address === null ? null : redact(address);
}

function named(identity: Identity, accountId: unknown): Identity {
  return { ...identity, accountId: identity.accountId ?? textOf(accountId) };
}

/** Numbers that were written as text are numbers to Hermes too. */
function numberOf(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
