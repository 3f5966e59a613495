import { randomBytes } from 'node:crypto';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { JsonText } from '../files/json-text.ts';
import { EntryMoved } from './account.errors.ts';
import type { AccountPlace } from './accounts.contract.ts';
import { isPlace, poolIn, type AuthStore } from './auth-store.ts';
import { recordOf } from './identity.ts';

/** The file while it is changed, and what is told of it afterwards. */
export interface ChangeInHand {
  readonly text: JsonText;
  readonly store: AuthStore;
  readonly changes: FieldChange[];
  readonly notes: string[];
}

/** Throws {@link EntryMoved} when another entry stands there. */
export function entryAt(store: AuthStore, at: AccountPlace): Record<string, unknown> {
  const entry = poolIn(store, at.provider)[at.position];
  if (!isPlace(at, entry)) throw new EntryMoved();
  return entry;
}

/** Changes one entry by itself, so that everything around it stays to the byte. */
export function patchEntry(
  text: JsonText,
  { provider, position }: Pick<AccountPlace, 'provider' | 'position'>,
  patch: (entry: JsonText) => void,
): void {
  const path = ['credential_pool', provider, position];
  const entry = new JsonText(text.sourceAt(path) ?? '');
  patch(entry);
  text.replaceSource(path, entry.toString());
}

/** Six hexadecimal digits, as Hermes gives them. */
export function newId(pool: readonly unknown[]): string {
  const known = new Set(pool.map((entry) => recordOf(entry).id));
  for (;;) {
    const id = randomBytes(3).toString('hex');
    if (!known.has(id)) return id;
  }
}

export function nextPriority(pool: readonly unknown[]): number {
  const priorities = pool.map((entry) => Number(recordOf(entry).priority ?? 0));
  return Math.max(-1, ...priorities.filter((each) => Number.isFinite(each))) + 1;
}
