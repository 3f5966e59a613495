import type { FileHandle } from 'node:fs/promises';
import { headerOf, RecordBuilder, timeOf, type FoundRecord } from './log-records.ts';
import { linesAfter, linesBefore, type RawLine } from './log-lines.ts';
import type { RecordFilter } from './log-filter.ts';
import type { LogPage, LogRecord } from './logs.contract.ts';

/** One answer searches no longer than this. */
const searchMs = 300;
/** Characters of one answer. */
const mostText = 2_097_152;
const sampleBytes = 65_536;

export interface Scan {
  /** Oldest first. */
  readonly records: LogRecord[];
  /** Where it went on if it was asked to. */
  readonly from: number;
  readonly to: number;
  readonly stoppedBy: LogPage['stoppedBy'];
}

/** Whether no line of a file, as far as its ends tell, is the beginning of a record. */
export async function isPlainFile(handle: FileHandle, size: number): Promise<boolean> {
  for (const start of new Set([0, Math.max(0, size - sampleBytes)]))
    for await (const lines of linesAfter(handle, start)) {
      if (lines.some(({ text }) => headerOf(text) !== undefined)) return false;
      break;
    }
  return true;
}

/** The newest records that pass and end at or before an offset. */
export async function scanBefore(
  handle: FileHandle,
  { before, limit, isPlain }: { before: number; limit: number; isPlain: boolean },
  filter: RecordFilter,
): Promise<Scan> {
  const untilMs = performance.now() + searchMs;
  const builder = new RecordBuilder(isPlain);
  const found: LogRecord[] = [];
  let length = 0;
  /** Everything from here on was looked at. */
  let from = before;
  for await (const lines of linesBefore(handle, before)) {
    const records = lines.flatMap((line) => builder.addBefore(line) ?? []);
    const isOver = performance.now() > untilMs;
    // A record without end must not stop the search at the same place for ever.
    if (isOver && records.length === 0 && from === before)
      records.push(...optional(builder.takeBackwards()));
    for (const record of await filter.pick(records, limit - found.length)) {
      found.push(record);
      length += record.text.length;
      if (found.length < limit && length < mostText) continue;
      return { records: found.reverse(), from: record.offset, to: before, stoppedBy: 'limit' };
    }
    from = records.at(-1)?.offset ?? from;
    if (performance.now() > untilMs && from < before)
      return { records: found.reverse(), from, to: before, stoppedBy: 'time' };
  }
  found.push(...(await filter.pick(optional(builder.takeBackwards()))));
  return { records: found.reverse(), from: 0, to: before, stoppedBy: 'end' };
}

/** The first records that pass and begin at or behind an offset. */
export async function scanAfter(
  handle: FileHandle,
  { after, limit, isPlain }: { after: number; limit: number; isPlain: boolean },
  filter: RecordFilter,
): Promise<Scan> {
  const untilMs = performance.now() + searchMs;
  const builder = new RecordBuilder(isPlain);
  const found: LogRecord[] = [];
  let length = 0;
  let to = after;
  let partial: RawLine | undefined;
  for await (const lines of linesAfter(handle, after)) {
    const whole = lines.filter(({ isWhole }) => isWhole);
    partial = lines.find(({ isWhole }) => !isWhole);
    const records = whole.flatMap((line) => builder.addAfter(line) ?? []);
    for (const record of await filter.pick(records, limit - found.length)) {
      found.push(record);
      length += record.text.length;
      if (found.length < limit && length < mostText) continue;
      return { records: found, from: after, to: record.end, stoppedBy: 'limit' };
    }
    to = records.at(-1)?.end ?? to;
    if (performance.now() > untilMs && to > after)
      return { records: found, from: after, to, stoppedBy: 'time' };
  }
  const last = builder.takeForwards();
  found.push(...(await filter.pick(optional(last))));
  to = last?.end ?? to;
  // The line that is being written is shown, and read again when it is whole.
  if (partial) {
    builder.addAfter(partial);
    found.push(...(await filter.pick(optional(builder.takeForwards()))));
  }
  return { records: found, from: after, to, stoppedBy: 'end' };
}

/** Where the first record of a time or later begins, found by halving: records are in the order of time. */
export async function offsetOfTime(handle: FileHandle, size: number, at: string): Promise<number> {
  const wanted = Date.parse(at);
  let low = 0;
  let high = size;
  while (high - low > sampleBytes) {
    const middle = Math.floor((low + high) / 2);
    const found = await firstTimed(handle, middle, high);
    // Nothing has a time up to there: what is wanted lies before.
    if (found === undefined || found.time >= wanted) high = middle;
    else low = found.offset;
  }
  for await (const lines of linesAfter(handle, low))
    for (const { text, offset } of lines) {
      const time = timeIn(text);
      if (time !== undefined && time >= wanted) return offset;
    }
  return size;
}

async function firstTimed(
  handle: FileHandle,
  from: number,
  to: number,
): Promise<{ offset: number; time: number } | undefined> {
  let isFirst = true;
  for await (const lines of linesAfter(handle, from))
    for (const { text, offset } of lines) {
      // The first line began before.
      const time = isFirst ? undefined : timeIn(text);
      isFirst = false;
      if (offset >= to) return undefined;
      if (time !== undefined) return { offset, time };
    }
  return undefined;
}

function timeIn(line: string): number | undefined {
  const header = headerOf(line);
  const at = header && timeOf(header.time);
  return at == null ? undefined : Date.parse(at);
}

const optional = (record: FoundRecord | undefined): FoundRecord[] =>
  record === undefined ? [] : [record];
