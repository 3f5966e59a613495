import type { SqliteRow, SqliteValue } from '../sqlite/sqlite-work.ts';
import type { Session } from './sessions.contract.ts';

/** Later than this a number cannot be in seconds. */
const mostSeconds = 1e11;
const previewLength = 120;

/** A time in a file: seconds or milliseconds since 1970, or ISO 8601. */
export function timeOf(value: SqliteValue | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  const time = Number.isNaN(number)
    ? Date.parse(String(value))
    : Math.abs(number) > mostSeconds
      ? number
      : number * 1000;
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : null;
}

export const textOf = (value: SqliteValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** Zero for what is no number. */
export const numberOf = (value: SqliteValue | undefined): number => {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
};

export const tokensOf = (row: SqliteRow): Session['tokens'] => ({
  input: numberOf(row.input_tokens),
  output: numberOf(row.output_tokens),
  cacheRead: numberOf(row.cache_read_tokens),
  cacheWrite: numberOf(row.cache_write_tokens),
  reasoning: numberOf(row.reasoning_tokens),
});

/** Hermes writes 0 where it knows no price. */
export function costOf(row: SqliteRow): Session['cost'] {
  const known = (['estimated', 'actual', 'included'] as const).find(
    (status) => status === row.cost_status,
  );
  const estimated = row.estimated_cost_usd === null ? null : numberOf(row.estimated_cost_usd);
  const status = known ?? (estimated ? 'estimated' : 'unknown');
  return {
    estimatedUsd: status === 'unknown' ? null : estimated,
    actualUsd: status === 'actual' ? numberOf(row.actual_cost_usd) : null,
    status,
  };
}

/** The content of a message as Hermes stores it: text, or a list of parts behind a mark. */
export function contentOf(stored: string): unknown {
  if (!stored.startsWith(partsMark)) return stored;
  try {
    return withoutMedia(JSON.parse(stored.slice(partsMark.length)));
  } catch {
    // Cut off, or not by Hermes.
    return '[content that is no text]';
  }
}

const partsMark = '\0json:';

/** Pictures and sounds are as large as they are useless here. */
export function withoutMedia(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return value.length > 300 && /^data:[^,]{0,100},/.test(value)
      ? `${value.slice(0, value.indexOf(','))}, ${value.length} characters, left out`
      : value;
  if (typeof value !== 'object' || value === null || depth > 20) return value;
  if (Array.isArray(value)) return value.map((entry) => withoutMedia(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, withoutMedia(entry, depth + 1)]),
  );
}

/** A line that tells what a message is about. */
export function previewOf(stored: SqliteValue | undefined): string {
  const content = contentOf(textOf(stored) ?? '');
  const texts = Array.isArray(content)
    ? content.map((part: { text?: unknown; type?: unknown } | null) =>
        typeof part?.text === 'string'
          ? part.text
          : `[${typeof part?.type === 'string' ? part.type : 'part'}]`,
      )
    : [typeof content === 'string' ? content : ''];
  const line = texts.join(' ').replaceAll(/\s+/g, ' ').trim();
  return line.length > previewLength ? `${line.slice(0, previewLength)}…` : line;
}
