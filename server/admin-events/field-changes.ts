import { createHash } from 'node:crypto';
import type { FieldChange } from './admin-events.contract.ts';

/** Events are kept for ever: a longer value is shown by its beginning. In characters of JSON. */
const longestValue = 8192;
const shownOfLongValue = 1024;

type Fields = Readonly<Record<string, unknown>>;

/** The fields that differ. Absent `before`: something new; absent `after`: something removed. */
export function changesBetween(
  before: Fields | undefined,
  after: Fields | undefined,
): FieldChange[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].flatMap((field) => {
    const [old, now] = [before?.[field] ?? null, after?.[field] ?? null];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [
      { field, ...(before && { before: bounded(old) }), ...(after && { after: bounded(now) }) },
    ];
  });
}

/** A long random secret, such as a key, that was replaced: what it was and is can be recognised but not read. */
export function keyChange(
  field: string,
  before: string | undefined,
  after: string | undefined,
): FieldChange {
  return {
    field,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    secret: true,
  };
}

/** Something a person chose or must not be told apart: not even a fingerprint, which guesses could be tried on. */
export function hiddenChange(field: string): FieldChange {
  return { field, secret: true };
}

/** Of a SHA-256: enough to recognise it. */
export function fingerprint(sha256: Buffer): string {
  return `sha256:${sha256.toString('hex').slice(0, 16)}`;
}

function bounded(value: unknown): unknown {
  const text = JSON.stringify(value);
  if (text.length <= longestValue) return value;
  return {
    start: text.slice(0, shownOfLongValue),
    characters: text.length,
    fingerprint: fingerprint(createHash('sha256').update(text).digest()),
  };
}
