import type { FileHandle } from 'node:fs/promises';

/** One line of a file, its end included. */
export interface RawLine {
  readonly offset: number;
  readonly end: number;
  /** Its beginning; the rest of a very long line is not kept. */
  readonly text: string;
  readonly isCut: boolean;
  /** Whether it ends with a line feed. */
  readonly isWhole: boolean;
}

const blockBytes = 131_072;
/** Of one line. */
const mostKept = 16_384;
const lineFeed = 10;
const carriageReturn = 13;
const mostUnended = 67_108_864;

/** Lines that end at or before an offset, newest first, a block at a time. */
export async function* linesBefore(handle: FileHandle, before: number): AsyncGenerator<RawLine[]> {
  let lineEnd = before;
  /** The beginning, as far as it is known, of the line that ends at `lineEnd`. */
  let known: Buffer = Buffer.alloc(0);
  let isWhole = true;
  let isFirst = true;
  for (let end = before; end > 0;) {
    const start = Math.max(0, end - blockBytes);
    const block = await readBlock(handle, start, end);
    // It was truncated meanwhile.
    if (block.length < end - start) return;
    if (isFirst) isWhole = block[block.length - 1] === lineFeed;
    isFirst = false;
    const lines: RawLine[] = [];
    let blockEnd = block.length;
    for (;;) {
      const last = Math.min(blockEnd - 1, lineEnd - 2 - start);
      const feed = last < 0 ? -1 : block.lastIndexOf(lineFeed, last);
      if (feed === -1) break;
      const bytes = joined(block.subarray(feed + 1, blockEnd), known);
      lines.push(lineOf(bytes, start + feed + 1, lineEnd, isWhole));
      known = Buffer.alloc(0);
      isWhole = true;
      blockEnd = feed + 1;
      lineEnd = start + feed + 1;
    }
    known = joined(block.subarray(0, blockEnd), known);
    end = start;
    if (end === 0 && lineEnd > 0) lines.push(lineOf(known, 0, lineEnd, isWhole));
    yield lines;
  }
}

/** Where the last line that has an end ends. A line that goes on for very long counts as whole. */
export async function endOfWholeLines(handle: FileHandle, size: number): Promise<number> {
  const least = Math.max(0, size - mostUnended);
  for (let end = size; end > least;) {
    const start = Math.max(least, end - blockBytes);
    const feed = (await readBlock(handle, start, end)).lastIndexOf(lineFeed);
    if (feed !== -1) return start + feed + 1;
    end = start;
  }
  return least === 0 ? 0 : size;
}

/** Lines from an offset on, oldest first, a block at a time. */
export async function* linesAfter(handle: FileHandle, after: number): AsyncGenerator<RawLine[]> {
  let offset = after;
  let known: Buffer = Buffer.alloc(0);
  for (let start = after; ;) {
    const block = await readBlock(handle, start, start + blockBytes);
    if (block.length === 0) break;
    const lines: RawLine[] = [];
    let from = 0;
    for (;;) {
      const feed = block.indexOf(lineFeed, from);
      if (feed === -1) break;
      const end = start + feed + 1;
      lines.push(lineOf(joined(known, block.subarray(from, feed + 1)), offset, end, true));
      known = Buffer.alloc(0);
      from = feed + 1;
      offset = end;
    }
    known = joined(known, block.subarray(from));
    start += block.length;
    yield lines;
    if (block.length < blockBytes) {
      if (start > offset) yield [lineOf(known, offset, start, false)];
      break;
    }
  }
}

/** One piece or both, the beginning only. */
function joined(first: Buffer, second: Buffer): Buffer {
  if (second.length === 0 || first.length >= mostKept) return first.subarray(0, mostKept);
  if (first.length === 0) return second.subarray(0, mostKept);
  return Buffer.concat([first, second.subarray(0, mostKept - first.length)]);
}

function lineOf(bytes: Buffer, offset: number, end: number, isWhole: boolean): RawLine {
  const isCut = end - offset > mostKept;
  let length = Math.min(bytes.length, mostKept);
  if (bytes[length - 1] === lineFeed) length -= 1;
  if (bytes[length - 1] === carriageReturn) length -= 1;
  // What is not UTF-8 becomes replacement characters.
  return { offset, end, text: bytes.toString('utf8', 0, length), isCut, isWhole };
}

async function readBlock(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(end - start);
  let length = 0;
  while (length < block.length) {
    const { bytesRead } = await handle.read(block, length, block.length - length, start + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return block.subarray(0, length);
}
