/** One event of a stream as it came, and what its `data` lines say. */
export interface StreamEvent {
  /** The exact bytes, closing blank line included. */
  readonly raw: Buffer;
  /** Joined `data` lines; absent for comments and for parts of an event that is too large to look into. */
  readonly data: string | undefined;
}

const lf = 0x0a;
const cr = 0x0d;
/**
 * An event larger than this is passed on in parts, unread, so that memory stays bounded. A responses stream closes with
 * one that holds the whole answer, pictures included, and what it says must not be lost.
 */
const maxEventBytes = 16_777_216;

/**
 * Cuts a byte stream into server-sent events (WHATWG HTML, 9.2). Lines may end in LF, CRLF or CR, and any of them may be
 * split between two chunks.
 */
export class SseSplitter {
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  /** Whether the last byte seen ended a line, so that another line end closes the event. */
  private isAtLineStart = true;
  private endedWithCr = false;
  private isOversized = false;

  /** Whether everything so far belongs to finished events: only then may other bytes be put in between. */
  get isBetweenEvents(): boolean {
    return this.pendingBytes === 0 && !this.isOversized;
  }

  /** Takes the next bytes and returns the events they complete. */
  push(chunk: Buffer): StreamEvent[] {
    const events: StreamEvent[] = [];
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index];
      if (byte !== lf && byte !== cr) {
        this.isAtLineStart = false;
        this.endedWithCr = false;
        continue;
      }
      // The LF of a CRLF is part of the line end that its CR already was.
      const isSecondHalf = byte === lf && this.endedWithCr;
      this.endedWithCr = byte === cr;
      if (isSecondHalf) {
        if (start === index && this.pendingBytes === 0)
          start = this.passLineFeed(chunk, index, events);
        continue;
      }
      if (this.isAtLineStart) {
        const end = byte === cr && chunk[index + 1] === lf ? index + 2 : index + 1;
        events.push(this.complete(chunk.subarray(start, end)));
        start = end;
        if (end === index + 2) {
          index++;
          this.endedWithCr = false;
        }
      }
      this.isAtLineStart = true;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start), events);
    return events;
  }

  /** What is left when the stream ends without a closing blank line. */
  flush(): StreamEvent[] {
    return this.pendingBytes === 0 ? [] : [this.complete(Buffer.alloc(0))];
  }

  /** The second half of a CRLF that closed an event, arriving in a later chunk: passed on as it is. */
  private passLineFeed(chunk: Buffer, index: number, events: StreamEvent[]): number {
    events.push({ raw: chunk.subarray(index, index + 1), data: undefined });
    return index + 1;
  }

  private complete(last: Buffer): StreamEvent {
    const raw = this.pending.length === 0 ? last : Buffer.concat([...this.pending, last]);
    const data = this.isOversized ? undefined : dataOf(raw);
    this.pending = [];
    this.pendingBytes = 0;
    this.isOversized = false;
    return { raw, data };
  }

  private keep(part: Buffer, events: StreamEvent[]): void {
    this.pending.push(part);
    this.pendingBytes += part.length;
    if (this.pendingBytes <= maxEventBytes && !this.isOversized) return;
    this.isOversized = true;
    events.push({ raw: Buffer.concat(this.pending), data: undefined });
    this.pending = [];
    this.pendingBytes = 0;
  }
}

function dataOf(raw: Buffer): string | undefined {
  // The usual shape, "data: …\n\n", needs no list of lines.
  const text = raw.toString('utf8').replace(/^\uFEFF/, '');
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
  if (lines.length === 0) return undefined;
  return lines.map((line) => line.slice(line[5] === ' ' ? 6 : 5)).join('\n');
}
