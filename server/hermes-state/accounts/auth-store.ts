import { createHash } from 'node:crypto';
import { fingerprintOf, loginsIn } from './hermes-pools.ts';
import type { AccountPlace, AccountPool } from './accounts.contract.ts';
import { isRecord, recordOf, textOf } from './identity.ts';
import { factsOf, hasLogin, mirrorSourceOf } from './provider-facts.ts';

/** Hermes' store of credentials, in the home of each profile. */
export const authFile = 'auth.json';

export type AuthStore = Readonly<Record<string, unknown>>;

/** The list of a provider, as it lies in the file; empty when there is none or it is no list. */
export function poolIn(store: AuthStore, provider: string): readonly unknown[] {
  const pools = recordOf(store.credential_pool);
  const pool = Object.hasOwn(pools, provider) ? pools[provider] : undefined;
  return Array.isArray(pool) ? pool : [];
}

/** The login of a provider in `providers`, or where Hermes had it before pools. */
export function loginIn(store: AuthStore, provider: string): Record<string, unknown> | undefined {
  const logins = recordOf(store.providers);
  const login = Object.hasOwn(logins, provider) ? logins[provider] : undefined;
  if (login === undefined && provider === 'nous') {
    const legacy = recordOf(store.systems).nous_portal;
    return isRecord(legacy) ? legacy : undefined;
  }
  return isRecord(login) ? login : undefined;
}

export function suppressedIn(store: AuthStore, provider: string): readonly string[] {
  const all = recordOf(store.suppressed_sources);
  const sources = Object.hasOwn(all, provider) ? all[provider] : undefined;
  return Array.isArray(sources) ? sources.filter((each) => typeof each === 'string') : [];
}

/** Whether an entry is the one that was meant. */
export function isPlace(at: AccountPlace, entry: unknown): entry is Record<string, unknown> {
  if (!isRecord(entry)) return false;
  const id = textOf(entry.id);
  return at.id === null ? id === null && fingerprintOf(entry) === at.fingerprint : id === at.id;
}

/** The access token of a login, whichever of its two forms it has. */
export function tokensOf(login: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return isRecord(login.tokens) ? login.tokens : { ...login };
}

/** See `version` of {@link AccountPool}: SHA-256 in hex of what a person decides about. */
export function providerVersion(store: AuthStore, provider: string): string {
  const entries = poolIn(store, provider).map((entry) => {
    if (!isRecord(entry)) return entry;
    const who = textOf(entry.id) ?? fingerprintOf(entry);
    return [who, entry.label, entry.source, entry.priority, entry.auth_type, entry.base_url];
  });
  const login = loginIn(store, provider);
  const decided = [
    entries,
    login === undefined ? null : [login.label, tokensOf(login).access_token === undefined],
    suppressedIn(store, provider),
    store.active_provider === provider,
  ];
  return createHash('sha256').update(JSON.stringify(decided)).digest('hex');
}

/** More than anybody has; the rest of a hostile file is left out. */
const mostProviders = 200;
const mostSuppressed = 100;

/** What is to be said of each provider that the store holds anything of. */
export function poolsIn(
  store: AuthStore,
  context: {
    readonly strategies: Readonly<Record<string, unknown>>;
    readonly loginCommand: (provider: string) => string;
  },
): AccountPool[] {
  const names = new Set([
    ...Object.keys(loginsIn({ ...store })),
    ...Object.keys(recordOf(store.credential_pool)),
    ...Object.keys(recordOf(store.suppressed_sources)),
  ]);
  const providers = [...names].sort().slice(0, mostProviders);
  return providers.map((provider) => {
    const strategy = Object.hasOwn(context.strategies, provider)
      ? textOf(context.strategies[provider])
      : null;
    return {
      provider,
      name: factsOf(provider)?.name ?? provider,
      version: providerVersion(store, provider),
      strategy: strategy ?? 'fill_first',
      isActiveProvider: store.active_provider === provider,
      hasLogin: isUsable(loginIn(store, provider)),
      hasPool: poolIn(store, provider).some(isRecord),
      mismatch: mismatchOf(store, provider),
      suppressedSources: suppressedIn(store, provider).slice(0, mostSuppressed),
      loginCommand: hasLogin(provider) ? context.loginCommand(provider) : null,
      isFallback: false,
    };
  });
}

/** Which of the two shapes of a login is missing; only of providers that have two. */
export function mismatchOf(store: AuthStore, provider: string): AccountPool['mismatch'] {
  if (mirrorSourceOf(provider) === undefined) return null;
  const isLegacy =
    provider === 'nous' &&
    !isRecord(recordOf(store.providers).nous) &&
    isRecord(recordOf(store.systems).nous_portal);
  if (isLegacy) return 'legacy';
  const inPool = repairableEntry(store, provider) !== undefined;
  const asLogin = isUsable(loginIn(store, provider));
  if (asLogin && !poolIn(store, provider).some(isOauth)) return 'pool_missing';
  return inPool && !asLogin ? 'login_missing' : null;
}

/** The entry that a missing login can be made from: the first by priority that has its tokens and is not dead. */
export function repairableEntry(
  store: AuthStore,
  provider: string,
): { readonly entry: Record<string, unknown>; readonly position: number } | undefined {
  return poolIn(store, provider)
    .map((entry, position) => ({ entry, position }))
    .filter((each): each is { entry: Record<string, unknown>; position: number } =>
      isOauth(each.entry),
    )
    .filter(({ entry }) => typeof entry.access_token === 'string' && entry.last_status !== 'dead')
    .sort((one, other) => Number(one.entry.priority ?? 0) - Number(other.entry.priority ?? 0))[0];
}

function isOauth(entry: unknown): entry is Record<string, unknown> {
  return isRecord(entry) && entry.auth_type === 'oauth';
}

function isUsable(login: Readonly<Record<string, unknown>> | undefined): boolean {
  return login !== undefined && typeof tokensOf(login).access_token === 'string';
}
