import { invalidRequest } from './gateway-error.ts';
import { attachmentTokens, structureTokens, tokensIn } from './token-estimate.ts';

const maxDepth = 64;
const maxFields = 1000;
/** More than any prompt of token ids has; a few dozen milliseconds. */
const maxValues = 1_000_000;
/** Shorter texts cost little either way, and are not looked at. */
const shortestAttachment = 400;
/** Longer keys are counted like texts: a prompt could hide in them. */
const longestFreeKey = 32;

/** Where a value lies in the body, in bytes; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What one look over a body's bytes tells. */
export interface ScannedBody {
  /** The values of the outermost object by name; of a name that is there twice, the last. */
  readonly fields: ReadonlyMap<string, ByteRange>;
  /** Estimate of everything in the body that reaches the model. */
  readonly tokens: number;
}

/**
 * Checks that a body is a JSON object (RFC 8259) and measures it, in one pass over its bytes that builds nothing: millions
 * of small values would keep `JSON.parse` busy for seconds. Throws a 400.
 */
export function scanBody(raw: Buffer): ScannedBody {
  return new BodyScan(raw).run();
}

class BodyScan {
  private position = 0;
  private depth = 0;
  private tokens = 0;
  private values = 0;
  private readonly fields = new Map<string, ByteRange>();
  /** Of the key that leads to each open level; start and end, both 0 in a list. */
  private readonly keys = new Int32Array(2 * (maxDepth + 2));

  constructor(private readonly raw: Buffer) {}

  run(): ScannedBody {
    this.skipSpace();
    const first = this.raw[this.position]!;
    if (first !== 0x7b && /[[\d"tfn-]/.test(String.fromCharCode(first)))
      throw invalidRequest('The request body must be a JSON object.');
    if (first !== 0x7b) throw malformed();
    this.object();
    this.skipSpace();
    if (this.position < this.raw.length) throw malformed();
    return { fields: this.fields, tokens: this.tokens };
  }

  private value(): void {
    if (++this.values > maxValues)
      throw invalidRequest(`The request body has more than ${maxValues} values.`);
    const byte = this.raw[this.position]!;
    if (byte === 0x22) this.text();
    else if (byte === 0x7b) this.object();
    else if (byte === 0x5b) this.list();
    else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) this.number();
    else if (byte === 0x74) this.word('true');
    else if (byte === 0x66) this.word('false');
    else if (byte === 0x6e) this.word('null');
    else throw malformed();
  }

  private object(): void {
    if (this.enters(0x7d)) return;
    do {
      const start = this.position;
      this.expect(0x22);
      const bytes = this.restOfString();
      if (bytes > longestFreeKey) this.tokens += tokensIn(bytes);
      this.keys[2 * this.depth] = start;
      this.keys[2 * this.depth + 1] = this.position;
      this.skipSpace();
      this.expect(0x3a);
      this.skipSpace();
      const valueStart = this.position;
      this.value();
      if (this.depth === 1) this.note(start, { start: valueStart, end: this.position });
    } while (this.goesOn(0x7d));
    this.depth--;
  }

  private list(): void {
    if (this.enters(0x5d)) return;
    this.keys[2 * this.depth] = this.keys[2 * this.depth + 1] = 0;
    do this.value();
    while (this.goesOn(0x5d));
    this.depth--;
  }

  /** Goes inside; answers whether that was all, because nothing is in there. */
  private enters(closing: number): boolean {
    if (this.depth === maxDepth)
      throw invalidRequest(`The request body is nested deeper than ${maxDepth} levels.`);
    this.tokens += structureTokens;
    this.position++;
    this.skipSpace();
    if (this.raw[this.position] !== closing) {
      this.depth++;
      return false;
    }
    this.position++;
    return true;
  }

  /** After a value: whether another one follows. */
  private goesOn(closing: number): boolean {
    this.skipSpace();
    const byte = this.raw[this.position++];
    if (byte === closing) return false;
    if (byte !== 0x2c) throw malformed();
    this.skipSpace();
    return true;
  }

  private note(keyStart: number, value: ByteRange): void {
    const name = JSON.parse(this.raw.toString('utf8', keyStart, this.keys[3])) as string;
    this.fields.set(name, value);
    if (this.fields.size > maxFields)
      throw invalidRequest(`The request body has more than ${maxFields} fields.`);
  }

  private text(): void {
    const start = ++this.position;
    const bytes = this.restOfString();
    this.tokens +=
      bytes >= shortestAttachment && this.isAttachment(start) ? attachmentTokens : tokensIn(bytes);
  }

  /** Picture, sound or file as OpenAI's content parts carry them, not a text that merely begins like one. */
  private isAttachment(start: number): boolean {
    const { raw } = this;
    if (raw[start] !== 0x64 || raw[start + 1] !== 0x61) return false;
    if (!dataUrl.test(raw.toString('latin1', start, start + 120))) return false;
    const key = this.keyAt(this.depth);
    return partKeys.has(key) || (key === 'url' && partKeys.has(this.keyAt(this.depth - 1)));
  }

  private keyAt(depth: number): string {
    const [start = 0, end = 0] = this.keys.subarray(2 * depth, 2 * depth + 2);
    return end - start > longestFreeKey ? '' : this.raw.toString('latin1', start + 1, end - 1);
  }

  /** From behind the opening quote to behind the closing one. Answers the length of the text in UTF-8, about. */
  private restOfString(): number {
    const { raw } = this;
    const { length } = raw;
    let at = this.position;
    let escapes = 0;
    const start = at;
    for (; at < length; at++) {
      const byte = raw[at]!;
      if (byte === 0x22) {
        this.position = at + 1;
        return at - start - escapes;
      }
      if (byte < 0x20) break;
      if (byte !== 0x5c) continue;
      const escaped = raw[++at]!;
      if (escaped === 0x75) {
        for (const end = at + 4; at < end;) if (!isHex(raw[++at]!)) throw malformed();
        // What takes six bytes here takes three at most in UTF-8.
        escapes += 3;
      } else if (isEscape(escaped)) escapes++;
      else break;
    }
    throw malformed();
  }

  private number(): void {
    this.tokens++;
    const { raw } = this;
    if (raw[this.position] === 0x2d) this.position++;
    if (raw[this.position] === 0x30) this.position++;
    else this.digits();
    if (raw[this.position] === 0x2e) {
      this.position++;
      this.digits();
    }
    const exponent = raw[this.position];
    if (exponent !== 0x65 && exponent !== 0x45) return;
    const sign = raw[++this.position];
    if (sign === 0x2b || sign === 0x2d) this.position++;
    this.digits();
  }

  /** At least one. */
  private digits(): void {
    const { raw } = this;
    let at = this.position;
    while (raw[at]! >= 0x30 && raw[at]! <= 0x39) at++;
    if (at === this.position) throw malformed();
    this.position = at;
  }

  private word(word: string): void {
    for (let index = 0; index < word.length; index++)
      if (this.raw[this.position++] !== word.charCodeAt(index)) throw malformed();
  }

  private expect(byte: number): void {
    if (this.raw[this.position++] !== byte) throw malformed();
  }

  private skipSpace(): void {
    const { raw } = this;
    let at = this.position;
    let byte = raw[at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = raw[++at];
    this.position = at;
  }
}

const partKeys: ReadonlySet<string> = new Set([
  'image_url',
  'video_url',
  'audio_url',
  'file_url',
  'file_data',
]);
/** Text in a data URL is text. */
const dataUrl = /^data:(?!text\/)[\w.+-]+\/[\w.+-]+(;[\w.+=-]+)*;base64,/i;

const malformed = () =>
  invalidRequest('The request body is not valid JSON.', undefined, 400, 'malformed_json');

function isHex(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x46) ||
    (byte >= 0x61 && byte <= 0x66)
  );
}

/** One of `"\/bfnrt`. */
function isEscape(byte: number): boolean {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}
