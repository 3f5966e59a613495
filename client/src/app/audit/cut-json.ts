/** What could be read of JSON whose end is missing. */
export interface CutJson {
  readonly value: unknown;
  /** How many arrays, objects and strings were open where it ends; 0 when nothing is missing. */
  readonly depth: number;
}

/** No conversation nests as deep as this; a text that does was written to hurt its readers. */
const deepest = 500;
const space = /\s/;
const word = /[^\s,:[\]{}"]+/y;
const highSurrogate = /\\u[dD][89abAB][\dA-Fa-f]{2}/y;
/** The beginning of an escape, or nothing. */
const beginOfEscape = /(?:\\(?:u[\dA-Fa-f]{0,3})?)?$/y;

/**
 * Reads JSON up to where it was cut: strings keep what is there of them, open arrays and objects are
 * closed. Half a key, number or word is left out, as it would say something else than the whole.
 * `undefined` when that is no JSON either.
 */
export function readCutJson(text: string): CutJson | undefined {
  const closers: string[] = [];
  /** Up to here there is nothing half. */
  let whole = 0;
  let isKeyNext = false;
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    switch (char) {
      case '"': {
        const { end, isClosed } = readString(text, at + 1);
        if (!isClosed && !isKeyNext) return closed(`${text.slice(0, end)}"`, closers, 1);
        at = isClosed ? end : text.length;
        if (!isKeyNext) whole = at;
        break;
      }
      case '{':
      case '[':
        closers.push(char === '{' ? '}' : ']');
        if (closers.length > deepest) return undefined;
        isKeyNext = char === '{';
        whole = ++at;
        break;
      case '}':
      case ']':
        closers.pop();
        isKeyNext = false;
        whole = ++at;
        break;
      case ',':
        isKeyNext = closers.at(-1) === '}';
        at++;
        break;
      case ':':
        isKeyNext = false;
        at++;
        break;
      default:
        if (space.test(char)) {
          at++;
          break;
        }
        at = endOf(word, text, at) ?? at + 1;
        if (at < text.length) whole = at;
    }
  }
  return closed(text.slice(0, whole), closers, 0);
}

function closed(text: string, closers: readonly string[], strings: number): CutJson | undefined {
  try {
    const value: unknown = JSON.parse(text + closers.toReversed().join(''));
    return { value, depth: closers.length + strings };
  } catch {
    // It was never JSON.
    return undefined;
  }
}

/** Where a string ends: behind its quote, or before the escape or half character it was cut in. */
function readString(text: string, start: number): { end: number; isClosed: boolean } {
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') return { end: at + 1, isClosed: true };
    if (char !== '\\') {
      at++;
      continue;
    }
    const next = at + (text[at + 1] === 'u' ? 6 : 2);
    if (next > text.length) return { end: at, isClosed: false };
    const isHalf =
      endOf(highSurrogate, text, at) !== undefined &&
      endOf(beginOfEscape, text, next) !== undefined;
    if (isHalf) return { end: at, isClosed: false };
    at = next;
  }
  return { end: at, isClosed: false };
}

/** Where a match that begins at `at` ends. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
