import { randomUUID } from 'node:crypto';
import { redact } from '../../redaction.ts';
import { JsonText } from '../files/json-text.ts';
import { parseJsonObject } from '../hermes-home.ts';
import type { AccountChange } from './account-changes.contract.ts';
import { NotRestorable } from './account.errors.ts';
import { poolIn, suppressedIn, type AuthStore } from './auth-store.ts';
import type { ChangeInHand } from './change-in-hand.ts';
import { fingerprintOf } from './hermes-pools.ts';
import { isRecord, recordOf, textOf } from './identity.ts';
import { mirrorSourceOf, sourcesToSuppress } from './provider-facts.ts';

/**
 * Takes an entry back from an earlier text of the file, as it was written there, together with the login it mirrors and
 * without what kept Hermes from it. Throws {@link NotRestorable}.
 */
export function restoreEntry(
  { text, store, changes, notes }: ChangeInHand,
  { provider, position }: Extract<AccountChange, { kind: 'restore' }>,
  pastText: string,
): void {
  const parsed = parseJsonObject(pastText);
  const past = parsed.status === 'present' ? parsed.value : {};
  const entry = poolIn(past, provider)[position];
  if (!isRecord(entry)) throw new NotRestorable('The earlier file has no such credential.');
  if (isThere(store, provider, entry)) throw new NotRestorable('It is there again already.');
  const list = ['credential_pool', provider];
  const place = Math.min(position, poolIn(store, provider).length);
  const then = new JsonText(pastText);
  text.insert(list, place, randomUUID());
  text.replaceSource([...list, place], then.sourceAt([...list, position])!);
  const source = textOf(entry.source) ?? 'manual';
  allow(text, store, provider, sourcesToSuppress(provider, source));
  const isMirror = source === mirrorSourceOf(provider);
  const login = isMirror ? then.sourceAt(['providers', provider]) : undefined;
  if (login !== undefined && !isRecord(recordOf(store.providers)[provider])) {
    text.set(['providers', provider], randomUUID());
    text.replaceSource(['providers', provider], login);
    notes.push(`The login of ${provider} comes back with it.`);
  }
  if (entry.auth_type === 'oauth')
    notes.push('Its tokens are those of that time; one that was used since is refused.');
  changes.push({ field: 'label', after: redact(textOf(entry.label) ?? textOf(entry.id) ?? '') });
}

/** Whether the store holds this entry or its token. */
export function isThere(
  store: AuthStore,
  provider: string,
  entry: Readonly<Record<string, unknown>>,
): boolean {
  const [id, fingerprint] = [textOf(entry.id), fingerprintOf({ ...entry })];
  return poolIn(store, provider)
    .filter(isRecord)
    .some(
      (other) =>
        (id !== null && textOf(other.id) === id) ||
        (fingerprint !== null && fingerprintOf(other) === fingerprint),
    );
}

function allow(
  text: JsonText,
  store: AuthStore,
  provider: string,
  sources: readonly string[],
): void {
  const suppressed = suppressedIn(store, provider);
  const left = suppressed.filter((each) => !sources.includes(each));
  if (left.length === suppressed.length) return;
  if (left.length === 0) text.remove(['suppressed_sources', provider]);
  else text.set(['suppressed_sources', provider], left);
}
