import type { LogRecord } from '../../../../../server/hermes-state/logs/logs.contract';

/** As many as a browser scrolls through with ease. */
export const mostRecords = 10_000;

/** Adds what came after: lines that go on with the last record join it, and what was half-written is replaced. */
export function withNewer(
  shown: readonly LogRecord[],
  newer: readonly LogRecord[],
  { isFiltered }: { readonly isFiltered: boolean },
): readonly LogRecord[] {
  if (newer.length === 0) return shown;
  const whole = shown.filter(({ isPartial }) => !isPartial);
  const added: LogRecord[] = [];
  for (const record of newer) {
    const before = added.pop() ?? whole.pop();
    // What is half-written stays by itself, to be replaced.
    if (record.isContinuation && !record.isPartial && before?.end === record.offset)
      added.push(joined(before, record));
    else {
      if (before) added.push(before);
      // Of what does it go on? Of a record that the filter left out.
      if (!record.isContinuation || !isFiltered) added.push(record);
    }
    if (added.length > 1) whole.push(...added.splice(0, added.length - 1));
  }
  return [...whole, ...added].slice(-mostRecords);
}

/** Adds what came before; the newest leave when there are too many. */
export function withOlder(
  shown: readonly LogRecord[],
  older: readonly LogRecord[],
): readonly LogRecord[] {
  const first = shown[0]?.offset ?? Number.POSITIVE_INFINITY;
  return [...older.filter(({ offset }) => offset < first), ...shown].slice(0, mostRecords);
}

function joined(record: LogRecord, more: LogRecord): LogRecord {
  return {
    ...record,
    end: more.end,
    text: `${record.text}\n${more.text}`,
    lineCount: record.lineCount + more.lineCount,
    isCut: record.isCut || more.isCut,
    isPartial: more.isPartial,
  };
}
