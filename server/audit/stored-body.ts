import { createHash } from 'node:crypto';
import type { StoredBody } from './ledger-records.ts';

/** Collects a body as it passes: at most `maxBytes` of it, and the length and hash of all of it. */
export class BodyCapture {
  private readonly hash = createHash('sha256');
  private readonly kept: Buffer[] = [];
  private keptBytes = 0;
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  add(chunk: Buffer): void {
    this.hash.update(chunk);
    this.bytes += chunk.length;
    const room = this.maxBytes - this.keptBytes;
    if (room <= 0 || chunk.length === 0) return;
    const part = chunk.length <= room ? chunk : Buffer.from(chunk.subarray(0, room));
    this.kept.push(part);
    this.keptBytes += part.length;
  }

  /** Once, when everything has passed. */
  finish(): StoredBody {
    const whole = Buffer.concat(this.kept);
    const isCut = this.bytes > this.keptBytes;
    const text = storable(
      whole.subarray(0, isCut ? characterBoundary(whole) : whole.length).toString('utf8'),
    );
    const fitting = startWithin(text, this.maxBytes);
    return {
      text: fitting,
      bytes: this.bytes,
      sha256: this.hash.digest(),
      truncated: isCut || fitting.length < text.length,
    };
  }
}

/** Text that did not pass as such, such as a stream put together; length and hash are of what passed. */
export function storedText(
  text: string,
  passed: { readonly bytes: number; readonly sha256: Buffer },
  maxBytes: number,
): StoredBody {
  const clean = storable(text);
  const fitting = startWithin(clean, maxBytes);
  return { text: fitting, ...passed, truncated: fitting.length < clean.length };
}

/** PostgreSQL's text takes neither NUL nor lone surrogates. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** As many characters of a prompt as a list shows. */
export const previewCharacters = 200;

/** The start of a text for lists. A copy, because a slice would keep the whole text in memory. */
export function previewOf(text: string): string {
  const start = storable(text.slice(0, 2 * previewCharacters));
  // PostgreSQL counts characters, and only beyond the basic plane are those two units; that is rare and slower.
  if (/[\ud800-\udfff]/.test(start)) return [...start].slice(0, previewCharacters).join('');
  return Buffer.from(start.slice(0, previewCharacters)).toString();
}

/** The longest start that fits, cut between characters. Replacement characters may have made the text longer. */
function startWithin(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  return bytes.subarray(0, characterBoundary(bytes.subarray(0, maxBytes))).toString('utf8');
}

/** Where the last whole UTF-8 character ends. */
function characterBoundary(bytes: Buffer): number {
  let start = bytes.length - 1;
  while (start >= 0 && start > bytes.length - 4 && (bytes[start]! & 0xc0) === 0x80) start--;
  if (start < 0) return bytes.length;
  const lead = bytes[start]!;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + length <= bytes.length ? bytes.length : start;
}
