import { previewCharacters } from '../audit/stored-body.ts';
import type { ByteRange } from './body-scan.ts';
import type { AnswerKind } from './routes.ts';

/** Which field says what is asked. */
export const promptFields = {
  chat: 'messages',
  completion: 'prompt',
  embedding: 'input',
  response: 'input',
} as const satisfies Record<AnswerKind, string>;

/** Nobody writes so many messages, or fields of one; what is behind them is not looked at. */
const mostItems = 10_000;
const mostFields = 100;
const quote = 0x22;
const backslash = 0x5c;

/**
 * The beginning of what was asked last: of the last text by the user in a list of messages, otherwise of the prompt or
 * input itself. `undefined` where there is no text, only pictures or token ids perhaps. `raw` is known to be valid JSON;
 * of long texts no more is read than a list shows.
 */
export function promptText(raw: Buffer, field: ByteRange | undefined): string | undefined {
  if (field === undefined) return undefined;
  let last: string | undefined;
  for (const item of itemsAt(raw, field.start))
    if (isObject(raw, item) && isByUser(raw, item))
      last = textAt(raw, valueAt(raw, item, 'content')) ?? last;
  return last ?? textAt(raw, field.start);
}

function isByUser(raw: Buffer, message: number): boolean {
  const role = valueAt(raw, message, 'role');
  return role !== undefined && raw.toString('latin1', role, role + 6) === '"user"';
}

/** Of a text, or of a list of texts and of parts with a text. */
function textAt(raw: Buffer, at: number | undefined): string | undefined {
  if (at === undefined) return undefined;
  if (raw[at] === quote) return startOfString(raw, at).trim() || undefined;
  let text = '';
  for (const item of itemsAt(raw, at)) {
    const part = isObject(raw, item) ? valueAt(raw, item, 'text') : item;
    if (part !== undefined && raw[part] === quote) text += `${startOfString(raw, part)}\n`;
    if (text.length > previewCharacters) break;
  }
  return text.trim() || undefined;
}

function startOfString(raw: Buffer, at: number): string {
  let end = at + 1;
  for (let left = previewCharacters; left > 0 && raw[end] !== quote; left--)
    if (raw[end] === backslash) end += raw[end + 1] === 0x75 ? 6 : 2;
    else for (end++; (raw[end]! & 0xc0) === 0x80 && end - at < 5 * previewCharacters;) end++;
  return JSON.parse(`${raw.toString('utf8', at, end)}"`) as string;
}

const isObject = (raw: Buffer, at: number): boolean => raw[at] === 0x7b;

/** Where the values of a list begin; of anything else there are none. */
function* itemsAt(raw: Buffer, list: number): Generator<number> {
  if (raw[list] !== 0x5b) return;
  let at = nextValue(raw, list + 1);
  for (let count = 0; raw[at] !== 0x5d && count < mostItems; count++) {
    yield at;
    at = nextValue(raw, endOf(raw, at));
  }
}

/** Where the value of that name begins in an object. */
function valueAt(raw: Buffer, object: number, name: string): number | undefined {
  let at = nextValue(raw, object + 1);
  for (let count = 0; raw[at] !== 0x7d && count < mostFields; count++) {
    const end = endOf(raw, at);
    const value = nextValue(raw, end);
    if (end - at - 2 === name.length && raw.toString('latin1', at + 1, end - 1) === name)
      return value;
    at = nextValue(raw, endOf(raw, value));
  }
  return undefined;
}

/** Past spaces, commas and colons. */
function nextValue(raw: Buffer, from: number): number {
  let at = from;
  for (let byte = raw[at]!; byte <= 0x20 || byte === 0x2c || byte === 0x3a;) byte = raw[++at]!;
  return at;
}

/** Where the value ends that begins there. */
function endOf(raw: Buffer, from: number): number {
  if (raw[from] === quote) return endOfString(raw, from);
  let at = from;
  for (let depth = 0; ;) {
    const byte = raw[at]!;
    if (byte === quote) at = endOfString(raw, at);
    else if (depth === 0 && isBehindWord(byte)) return at;
    else {
      at++;
      if (byte === 0x7b || byte === 0x5b) depth++;
      else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at;
    }
  }
}

function isBehindWord(byte: number): boolean {
  return byte <= 0x20 || byte === 0x2c || byte === 0x5d || byte === 0x7d;
}

/** Attachments are long, so far quotes are searched for, which is many times faster than a look at each byte. */
function endOfString(raw: Buffer, from: number): number {
  for (let at = from + 1; ;) {
    for (const near = at + 64; at < near; at++)
      if (raw[at] === backslash) at++;
      else if (raw[at] === quote) return at + 1;
    const next = raw.indexOf(quote, at);
    let backslashes = 0;
    while (next - backslashes > at && raw[next - backslashes - 1] === backslash) backslashes++;
    at = next + 1;
    if (backslashes % 2 === 0) return at;
  }
}
