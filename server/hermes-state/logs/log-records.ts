import { plainText } from '../../hermes-process/output-lines.ts';
import type { RawLine } from './log-lines.ts';
import { logLevels, type HermesLogLevel, type LogRecord } from './logs.contract.ts';

/** Of one record. */
const mostText = 16_384;

/** What the first line of a record says. */
interface Header {
  /** As it stands in the file. */
  readonly time: string;
  readonly level: HermesLogLevel | null;
  readonly session: string | null;
  readonly logger: string | null;
  /** Where the rest begins. */
  readonly length: number;
}

/** A record as it lies in the file: only those that are shown are worth more work. */
export interface FoundRecord extends Omit<LogRecord, 'at'> {
  readonly time: string | null;
}

const standard =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[,.]\d{3}) (DEBUG|INFO|WARNING|ERROR|CRITICAL)(?: \[([^\]]{1,200})\])? ([^\s:]{1,200}): ?/;
/** How the output of an MCP server begins in `mcp-stderr.log`. */
const serverStart = /^=+ \[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] /;
/** Of diagnostics, one JSON object to a line. */
const diagnostic = /^\{"ts": ?"([^"]{10,40})", ?"tag": ?"([^"]{1,100})"/;
// eslint-disable-next-line no-control-regex -- control characters are what it is about
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Nothing for a line that belongs to the record before it. */
export function headerOf(line: string): Header | undefined {
  const found = standard.exec(line);
  if (found) {
    const [all, time, level, session = null, logger] = found;
    return {
      time: time!,
      level: level as HermesLogLevel,
      session,
      logger: logger!,
      length: all.length,
    };
  }
  const begins = line[0];
  if (begins !== '=' && begins !== '{') return undefined;
  const [, time, logger = null] = serverStart.exec(line) ?? diagnostic.exec(line) ?? [];
  return time === undefined ? undefined : { time, level: null, session: null, logger, length: 0 };
}

/** ISO 8601. The file says no zone: it is taken as this machine's. `null` when it is no time. */
export function timeOf(written: string): string | null {
  const date = new Date(written.replace(' ', 'T').replace(',', '.'));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export const isAtLeast = (level: HermesLogLevel | null, least: HermesLogLevel): boolean =>
  level !== null && logLevels.indexOf(level) >= logLevels.indexOf(least);

/** Puts lines together to records, whichever way the file is read. */
export class RecordBuilder {
  private lines: RawLine[] = [];
  private lineCount = 0;
  private kept = 0;
  private last: RawLine | undefined;
  /** Of the first of the lines, when the file is read forwards. */
  private header: Header | undefined;

  /** In a plain file each line is a record. */
  constructor(private readonly isPlain: boolean) {}

  /** Reading backwards: the record that begins with this line. */
  addBefore(given: RawLine): FoundRecord | undefined {
    const line = withoutControls(given);
    this.last ??= line;
    this.keep(line);
    // What was read first is the end of the record. Dropped seldom, and then much of it.
    if (this.kept > 4 * mostText) this.dropFirstRead();
    const header = headerOf(line.text);
    if (header === undefined && !this.isPlain) return undefined;
    this.header = header;
    return this.takeBackwards();
  }

  /** Reading backwards: what there is, although its beginning was not found. */
  takeBackwards(): FoundRecord | undefined {
    this.lines.reverse();
    return this.takeForwards();
  }

  /** Reading forwards: the record that ends before this line. */
  addAfter(given: RawLine): FoundRecord | undefined {
    const line = withoutControls(given);
    const header = headerOf(line.text);
    const finished = header || this.isPlain ? this.takeForwards() : undefined;
    if (this.lineCount === 0) this.header = header;
    this.last = line;
    if (this.kept < mostText) this.keep(line);
    else this.lineCount += 1;
    return finished;
  }

  /** Reading forwards: the last record, as far as it is written. */
  takeForwards(): FoundRecord | undefined {
    const { lines, lineCount, last, header } = this;
    if (last === undefined) return undefined;
    this.lines = [];
    this.lineCount = 0;
    this.kept = 0;
    this.last = undefined;
    this.header = undefined;
    const first = lines[0]!;
    const begin = first.text.slice(header?.length ?? 0);
    const text =
      lines.length === 1 ? begin : [begin, ...lines.slice(1).map((line) => line.text)].join('\n');
    return {
      offset: first.offset,
      end: last.end,
      time: header?.time ?? null,
      level: header?.level ?? null,
      session: header?.session ?? null,
      logger: header?.logger ?? null,
      text: text.slice(0, mostText),
      lineCount,
      isCut: text.length > mostText || lineCount > lines.length || lines.some(({ isCut }) => isCut),
      isContinuation: header === undefined && !this.isPlain,
      isPartial: !last.isWhole,
    };
  }

  private keep(line: RawLine): void {
    this.lines.push(line);
    this.lineCount += 1;
    this.kept += line.text.length + 1;
  }

  private dropFirstRead(): void {
    let dropped = 0;
    while (this.kept > mostText && dropped < this.lines.length - 1)
      this.kept -= this.lines[dropped++]!.text.length + 1;
    this.lines = this.lines.slice(dropped);
  }
}

const withoutControls = (line: RawLine): RawLine =>
  controls.test(line.text) ? { ...line, text: plainText(line.text) } : line;
