import type { SqliteRow } from '../sqlite/sqlite-work.ts';
import { contentOf, numberOf, textOf, timeOf, withoutMedia } from './session-values.ts';
import type { TranscriptMessage } from './sessions.contract.ts';

/** Of one message. A list of parts holds pictures and is useless when cut. */
export const mostTextBytes = 131_072;
export const mostPartBytes = 2_000_000;

/** A row of `messages` as a message of the API of OpenAI, without secrets that are known or look like one. */
export function messageOf(row: SqliteRow, mask: (text: string) => string): TranscriptMessage {
  const stored = textOf(row.content) ?? '';
  const bytes = numberOf(row.bytes);
  const calls = callsOf(textOf(row.tool_calls));
  const fields: readonly (readonly [string, unknown])[] = [
    ['role', String(row.role)],
    // The last character may be half of one.
    ['content', contentOf(stored.replace(/\uFFFD$/, ''))],
    ['reasoning_content', textOf(row.reasoning)],
    ['tool_calls', calls],
    ['tool_call_id', textOf(row.tool_call_id)],
    ['name', textOf(row.tool_name)],
  ];
  const message = Object.fromEntries(
    fields.filter(([, value]) => value !== null && value !== undefined),
  );
  return {
    id: numberOf(row.id),
    at: timeOf(row.timestamp),
    state: isSet(row.active, 1) ? 'active' : isSet(row.compacted, 0) ? 'compacted' : 'rewound',
    message: maskWithin(message, mask) as Record<string, unknown>,
    finishReason: textOf(row.finish_reason),
    tokenCount: row.token_count === null ? null : numberOf(row.token_count),
    bytes,
    isCut: bytes > (stored.startsWith('\0') ? mostPartBytes : mostTextBytes),
  };
}

/** What is no JSON is shown as it stands. */
function callsOf(stored: string | null): unknown {
  if (stored === null || stored === '') return null;
  try {
    const calls: unknown = JSON.parse(stored);
    return Array.isArray(calls) ? withoutMedia(calls) : null;
  } catch {
    return [{ id: null, function: { name: 'tool', arguments: stored } }];
  }
}

function isSet(value: SqliteRow[string] | undefined, usual: number): boolean {
  return numberOf(value ?? usual) !== 0;
}

/** Every text within a value, changed. */
function maskWithin(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => maskWithin(entry, mask));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__proto__')
      .map(([name, entry]) => [name, maskWithin(entry, mask)]),
  );
}
