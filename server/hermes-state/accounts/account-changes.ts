import { InvalidRequest } from '../../http/refusals.ts';
import { redact } from '../../redaction.ts';
import { JsonText } from '../files/json-text.ts';
import type { AccountChange } from './account-changes.contract.ts';
import { AccountDuplicate, EntryMoved, NothingToChange } from './account.errors.ts';
import type { AccountPlace } from './accounts.contract.ts';
import { poolIn, suppressedIn } from './auth-store.ts';
import { entryAt, newId, nextPriority, patchEntry, type ChangeInHand } from './change-in-hand.ts';
import { fingerprintOf } from './hermes-pools.ts';
import { isRecord, recordOf, textOf } from './identity.ts';
import { factsOf, mirrorSourceOf, sourcesToSuppress } from './provider-facts.ts';
import { repairLogin } from './repair-login.ts';
import { restoreEntry } from './restore-entry.ts';

/** Further things a change may need, read before the lock is taken. */
export interface ChangeContext {
  /** Addresses of the endpoints in the configuration, by the name of their pool. */
  readonly customUrls: ReadonlyMap<string, string>;
  /** The earlier text that an entry is taken back from. */
  readonly pastText?: string;
}

/** In an event, which is kept for ever. */
const mostNamed = 50;

const cleared = [
  'last_status',
  'last_status_at',
  'last_error_code',
  'last_error_reason',
  'last_error_message',
  'last_error_reset_at',
];

/** Makes one change in the file's text. Throws a refusal; nothing is to be written then. */
export function changeStore(
  hand: ChangeInHand,
  change: AccountChange,
  context: ChangeContext,
): void {
  switch (change.kind) {
    case 'add':
      return add(hand, change, context);
    case 'relabel':
      return relabel(hand, change.at, change.label);
    case 'reorder':
      return reorder(hand, change.provider, change.order);
    case 'reset':
      return reset(hand, change.at);
    case 'remove':
      return remove(hand, change.at);
    case 'restore':
      return restoreEntry(hand, change, context.pastText ?? '');
    case 'allow_source':
      return allowSource(hand, change.provider, change.source);
    case 'activate':
      return activate(hand, change.provider);
    case 'repair':
      return repairLogin(hand, change.provider);
  }
}

function add(
  { text, store, changes }: ChangeInHand,
  { provider, key, label, baseUrl }: Extract<AccountChange, { kind: 'add' }>,
  { customUrls }: ChangeContext,
): void {
  const facts = factsOf(provider);
  const usual = facts?.takesKeys ? facts.baseUrl : customUrls.get(provider);
  if (facts && !facts.takesKeys)
    throw invalid('provider', `${facts.name} takes logins, not keys: use its command.`);
  const address = baseUrl ?? usual;
  if (address === undefined)
    throw invalid('baseUrl', 'Hermes knows no address for this provider; give one.');
  const pool = poolIn(store, provider);
  const fingerprint = fingerprintOf({ access_token: key });
  if (pool.some((entry) => isRecord(entry) && fingerprintOf(entry) === fingerprint))
    throw new AccountDuplicate();
  const entry = {
    id: newId(pool),
    label: label ?? `api-key-${pool.length + 1}`,
    auth_type: 'api_key',
    priority: nextPriority(pool),
    source: 'manual',
    access_token: key,
    last_status: null,
    last_status_at: null,
    last_error_code: null,
    last_error_reason: null,
    last_error_message: null,
    last_error_reset_at: null,
    base_url: address,
    request_count: 0,
  };
  text.insert(['credential_pool', provider], pool.length, entry);
  changes.push(
    { field: 'label', after: redact(entry.label) },
    { field: 'key', after: `sha256:${fingerprint}`, secret: true },
    { field: 'base_url', after: address },
  );
}

function relabel(hand: ChangeInHand, at: AccountPlace, label: string): void {
  const { text, store, changes } = hand;
  const entry = entryAt(store, at);
  if (entry.label === label) throw new NothingToChange();
  if (redact(label) !== label)
    throw invalid('label', 'This looks like a secret; labels are shown.');
  patchEntry(text, at, (one) => one.set(['label'], label));
  // Hermes takes the label of a mirrored login from the login.
  if (
    entry.source === mirrorSourceOf(at.provider) &&
    isRecord(recordOf(store.providers)[at.provider])
  )
    text.set(['providers', at.provider, 'label'], label);
  changes.push({ field: 'label', before: redact(textOf(entry.label) ?? ''), after: label });
}

function reorder({ text, store, changes }: ChangeInHand, provider: string, order: number[]): void {
  const pool = poolIn(store, provider);
  const usable = pool.flatMap((entry, position) => (isRecord(entry) ? [position] : []));
  const isWhole =
    order.length === usable.length && usable.every((position) => order.includes(position));
  if (!isWhole) throw new EntryMoved();
  const odd = pool.flatMap((entry, position) => (isRecord(entry) ? [] : [position]));
  const before = pool.slice(0, mostNamed).map(nameOf);
  text.reorder(['credential_pool', provider], [...order, ...odd], (source, to) => {
    if (to >= order.length) return source;
    const entry = new JsonText(source);
    entry.set(['priority'], to);
    return entry.toString();
  });
  changes.push({
    field: 'order',
    before,
    after: order.slice(0, mostNamed).map((position) => nameOf(pool[position])),
  });
}

function reset({ text, store, changes, notes }: ChangeInHand, at: AccountPlace): void {
  const entry = entryAt(store, at);
  const stays = (name: string) => entry[name] === null || entry[name] === undefined;
  if (cleared.every(stays)) throw new NothingToChange();
  patchEntry(text, at, (one) => {
    for (const name of cleared) if (!stays(name)) one.set([name], null);
    one.remove(['failure_reason']);
  });
  notes.push('Local only: the provider’s own limit is as it was, and may refuse the next request.');
  if (entry.last_status === 'dead')
    notes.push('The provider has ended this login. Unless it was renewed, it will be dead again.');
  changes.push({ field: 'last_status', before: textOf(entry.last_status), after: null });
}

function remove({ text, store, changes, notes }: ChangeInHand, at: AccountPlace): void {
  const { provider, position } = at;
  const entry = entryAt(store, at);
  const source = textOf(entry.source) ?? 'manual';
  text.remove(['credential_pool', provider, position]);
  changes.push({ field: 'label', before: nameOf(entry) });
  const suppress = sourcesToSuppress(provider, source);
  const known = suppressedIn(store, provider);
  const added = suppress.filter((each) => !known.includes(each));
  if (added.length > 0) {
    text.set(['suppressed_sources', provider], [...known, ...added]);
    changes.push({ field: 'suppressed_sources', after: added });
    notes.push(`Hermes will not take it from ${added.join(', ')} again until you allow that.`);
  }
  if (source.startsWith('env:')) notes.push(`${source.slice(4)} itself stays where it is set.`);
  if (source !== mirrorSourceOf(provider)) return;
  // Else Hermes would make the entry again from the login.
  text.remove(['providers', provider]);
  if (provider === 'nous') text.remove(['systems', 'nous_portal']);
  if (store.active_provider === provider) text.set(['active_provider'], null);
  notes.push(`The login of ${provider} is removed as well: the entry is its mirror.`);
}

function allowSource(
  { text, store, changes, notes }: ChangeInHand,
  provider: string,
  source: string,
): void {
  const left = suppressedIn(store, provider).filter((each) => each !== source);
  if (left.length === suppressedIn(store, provider).length) throw new NothingToChange();
  if (left.length === 0) text.remove(['suppressed_sources', provider]);
  else text.set(['suppressed_sources', provider], left);
  notes.push('Hermes adds the entry when it looks next, if there is something to take.');
  changes.push({ field: 'suppressed_sources', before: [source] });
}

function activate({ text, store, changes }: ChangeInHand, provider: string): void {
  const isKnown =
    poolIn(store, provider).some(isRecord) || isRecord(recordOf(store.providers)[provider]);
  if (!isKnown) throw invalid('provider', 'There is no login or credential of this provider.');
  if (store.active_provider === provider) throw new NothingToChange();
  text.set(['active_provider'], provider);
  changes.push({
    field: 'active_provider',
    before: textOf(store.active_provider),
    after: provider,
  });
}

function nameOf(entry: unknown): string {
  const { label, id } = recordOf(entry);
  return redact(textOf(label) ?? textOf(id) ?? 'an entry without a name');
}

function invalid(path: string, message: string): InvalidRequest {
  return new InvalidRequest([{ path, message }]);
}
