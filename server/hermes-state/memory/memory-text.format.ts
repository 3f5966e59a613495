/**
 * How Hermes 0.19 keeps what it remembers: entries in one text, with a line `§` between them. It reads with Python's
 * universal newlines, ignores what is empty, and drops what it has read before. The page uses it too.
 */
const delimiter = /(?:\r\n|\r|\n)§(?:\r\n|\r|\n)/g;
const delimiterLine = /^\s*§\s*$/m;
/** What Python's `strip` takes away beyond ASCII; a byte order mark is not of it. */
const blankBeyondAscii = /[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** One entry and where it stands in the text. */
export interface MemoryEntry {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The same was said further up; Hermes leaves it out. */
  readonly isRepeated: boolean;
}

export function entriesOf(text: string): MemoryEntry[] {
  const seen = new Set<string>();
  const entries: MemoryEntry[] = [];
  for (const [from, to] of piecesOf(text)) {
    const [start, end] = stripped(text, from, to);
    if (start === end) continue;
    const entry = text.slice(start, end);
    const plain = entry.replaceAll(/\r\n?/g, '\n');
    entries.push({ text: entry, start, end, isRepeated: seen.has(plain) });
    seen.add(plain);
  }
  return entries;
}

/** What Hermes compares with its limit: the characters of all entries, joined. */
export function charactersOf(entries: readonly MemoryEntry[]): number {
  const kept = entries.filter(({ isRepeated }) => !isRepeated);
  const joints = Math.max(0, kept.length - 1) * '\n§\n'.length;
  return kept.reduce((sum, { text }) => sum + lengthOf(text.replaceAll('\r\n', '\n')), joints);
}

/** Why a text cannot be an entry; nothing when it can. */
export function entryProblem(entry: string): string | undefined {
  if (isBlank(entry)) return 'An entry cannot be empty.';
  return delimiterLine.test(entry)
    ? 'A line with nothing but § would end the entry. Say it otherwise.'
    : undefined;
}

/** Puts an entry behind the last one. */
export function withEntry(text: string, entry: string): string {
  const last = entriesOf(text).at(-1);
  const added = asIn(text, entry);
  if (last === undefined) return isBlank(text) ? added : `${added}${text}`;
  const joint = `${lineEndOf(text)}§${lineEndOf(text)}`;
  return text.slice(0, last.end) + joint + added + text.slice(last.end);
}

export function withEntryChanged(text: string, index: number, entry: string): string {
  const { start, end } = entryAt(text, index);
  return text.slice(0, start) + asIn(text, entry) + text.slice(end);
}

/** Takes an entry away, and one of the lines between entries with it. */
export function withoutEntry(text: string, index: number): string {
  const entries = entriesOf(text);
  const { start, end } = entryAt(text, index);
  const [before, after] = [entries[index - 1], entries[index + 1]];
  if (after !== undefined) return text.slice(0, start) + text.slice(after.start);
  return text.slice(0, before === undefined ? start : before.end) + text.slice(end);
}

/** Exchanges an entry with the next one. */
export function withEntriesExchanged(text: string, index: number): string {
  const [one, other] = [entryAt(text, index), entryAt(text, index + 1)];
  return (
    text.slice(0, one.start) +
    other.text +
    text.slice(one.end, other.start) +
    one.text +
    text.slice(other.end)
  );
}

function entryAt(text: string, index: number): MemoryEntry {
  const entry = entriesOf(text)[index];
  if (entry === undefined) throw new RangeError(`There is no entry ${index}.`);
  return entry;
}

function* piecesOf(text: string): Generator<readonly [from: number, to: number]> {
  let from = 0;
  for (const match of text.matchAll(delimiter)) {
    yield [from, match.index];
    from = match.index + match[0].length;
  }
  yield [from, text.length];
}

function stripped(text: string, from: number, to: number): [start: number, end: number] {
  let [start, end] = [from, to];
  while (start < end && isBlankAt(text, start)) start++;
  while (end > start && isBlankAt(text, end - 1)) end--;
  return [start, end];
}

function isBlankAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  return blankBeyondAscii.test(text[index]!);
}

const isBlank = (text: string): boolean => {
  const [start, end] = stripped(text, 0, text.length);
  return start === end;
};

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function asIn(text: string, entry: string): string {
  const [start, end] = stripped(entry, 0, entry.length);
  return entry.slice(start, end).replaceAll(/\r\n?|\n/g, lineEndOf(text));
}

/** Python counts code points. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // The second half of a pair.
    if (code >= 0xdc00 && code <= 0xdfff) length--;
  }
  return length;
}
