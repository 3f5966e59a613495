import { NothingToChange } from './account.errors.ts';
import {
  loginIn,
  mismatchOf,
  poolIn,
  repairableEntry,
  suppressedIn,
  tokensOf,
  type AuthStore,
} from './auth-store.ts';
import { newId, nextPriority, patchEntry, type ChangeInHand } from './change-in-hand.ts';
import { identityOf, isRecord, recordOf, textOf } from './identity.ts';
import { factsOf, mirrorSourceOf } from './provider-facts.ts';

/** Beside the tokens, what Hermes mirrors of a login into its entry of the pool. */
const mirroredFields = [
  'expires_at',
  'last_refresh',
  'inference_base_url',
  'portal_base_url',
  'agent_key',
  'agent_key_id',
  'agent_key_expires_at',
  'agent_key_expires_in',
  'agent_key_obtained_at',
  'client_id',
  'expires_in',
  'obtained_at',
  'scope',
  'tls',
  'token_type',
];
/** Their logins keep the tokens in an object of its own. */
const nested = new Set(['openai-codex', 'xai-oauth']);

/**
 * Writes the shape of a login that is missing from the one that is there, and `active_provider` when none is named.
 * Throws {@link NothingToChange} when both are there.
 */
export function repairLogin(hand: ChangeInHand, provider: string): void {
  const { text, store, changes, notes } = hand;
  const mismatch = mismatchOf(store, provider);
  if (mismatch === null) throw new NothingToChange();
  if (mismatch === 'legacy') {
    text.set(['providers', provider], null);
    text.replaceSource(['providers', provider], text.sourceAt(['systems', 'nous_portal'])!);
    text.remove(['systems', 'nous_portal']);
    notes.push('The login moves to where Hermes has kept it since it has pools.');
  }
  if (mismatch === 'login_missing') addLogin(hand, provider);
  else if (!hasMirror(store, provider)) addMirror(hand, provider);
  allowMirror(hand, provider);
  if (!isActiveNamed(store)) {
    text.set(['active_provider'], provider);
    changes.push({
      field: 'active_provider',
      before: textOf(store.active_provider),
      after: provider,
    });
  }
}

function addLogin({ text, store, changes, notes }: ChangeInHand, provider: string): void {
  const found = repairableEntry(store, provider)!;
  const { entry, position } = found;
  const { access_token, refresh_token } = entry;
  const tokens = { access_token, ...(refresh_token !== undefined && { refresh_token }) };
  const login = nested.has(provider)
    ? {
        tokens,
        last_refresh: entry.last_refresh ?? new Date().toISOString(),
        ...(provider === 'openai-codex' && { auth_mode: 'chatgpt' }),
        ...(entry.base_url !== undefined && { base_url: entry.base_url }),
      }
    : { ...tokens, ...mirroredOf(entry), ...flatDefaults(provider, entry) };
  text.set(['providers', provider], { ...login, ...labelOf(entry) });
  const mirrorSource = mirrorSourceOf(provider)!;
  if (entry.source !== mirrorSource) {
    patchEntry(text, { provider, position }, (one) => one.set(['source'], mirrorSource));
    notes.push('The entry becomes the mirror of the login, so that Hermes does not make a second.');
  }
  changes.push({ field: `providers.${provider}`, after: textOf(entry.label) ?? 'a login' });
}

function addMirror({ text, store, changes }: ChangeInHand, provider: string): void {
  const login = loginIn(store, provider)!;
  const { access_token, refresh_token, id_token } = tokensOf(login);
  const pool = poolIn(store, provider);
  const identity = identityOf(access_token, id_token);
  const label = textOf(login.label) ?? identity.email ?? `${provider}-oauth-${pool.length + 1}`;
  const entry = {
    id: newId(pool),
    label,
    auth_type: 'oauth',
    priority: nextPriority(pool),
    source: mirrorSourceOf(provider),
    access_token,
    ...(refresh_token !== undefined && { refresh_token }),
    last_status: null,
    last_status_at: null,
    last_error_code: null,
    last_error_reason: null,
    last_error_message: null,
    last_error_reset_at: null,
    base_url: textOf(login.base_url) ?? factsOf(provider)?.baseUrl,
    ...mirroredOf(login),
    request_count: 0,
  };
  text.insert(['credential_pool', provider], pool.length, entry);
  changes.push({ field: `credential_pool.${provider}`, after: label });
}

/** What was suppressed would be dropped again. */
function allowMirror({ text, store, changes }: ChangeInHand, provider: string): void {
  const source = mirrorSourceOf(provider)!;
  const suppressed = suppressedIn(store, provider);
  if (!suppressed.includes(source)) return;
  const left = suppressed.filter((each) => each !== source);
  if (left.length === 0) text.remove(['suppressed_sources', provider]);
  else text.set(['suppressed_sources', provider], left);
  changes.push({ field: 'suppressed_sources', before: [source] });
}

function hasMirror(store: AuthStore, provider: string): boolean {
  return poolIn(store, provider).some(
    (entry) => isRecord(entry) && entry.source === mirrorSourceOf(provider),
  );
}

/** Somebody else's choice stays. */
function isActiveNamed(store: AuthStore): boolean {
  const active = textOf(store.active_provider);
  return active !== null && isRecord(recordOf(store.providers)[active]);
}

function mirroredOf(from: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    mirroredFields.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]),
  );
}

function flatDefaults(
  provider: string,
  entry: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const expiry = Number(entry.expires_at_ms);
  return {
    inference_base_url: entry.inference_base_url ?? entry.base_url ?? factsOf(provider)?.baseUrl,
    ...(entry.expires_at === undefined &&
      expiry > 0 && { expires_at: new Date(expiry).toISOString().replace('Z', '+00:00') }),
  };
}

function labelOf({ label }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return typeof label === 'string' && label !== 'device_code' ? { label } : {};
}
