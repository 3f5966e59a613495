import { DomainError } from '../../http/domain-error.ts';

/** One variable of an environment file. */
export interface EnvEntry {
  readonly key: string;
  /** Without quotes and escapes; null for a name without `=`. */
  readonly value: string | null;
  /** From 1. */
  readonly line: number;
  /** A later line sets the same key, and counts. */
  readonly isOverridden: boolean;
}

export interface EnvFile {
  readonly entries: readonly EnvEntry[];
  /** What counts: the last value of each key. */
  readonly values: ReadonlyMap<string, string>;
  /** Lines that Hermes skips with a warning. */
  readonly unparsable: readonly number[];
}

/** A value or a name cannot be written into an environment file. */
export class EnvValueRefused extends DomainError {
  readonly code = 'env_value_refused';
  readonly status = 422;
}

interface Binding extends EnvEntry {
  /** From the beginning of its line to behind its line end. */
  readonly start: number;
  readonly end: number;
  /** Where its value stands, with quotes; behind the name when there is no `=`. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

const name = /(?:export[^\S\r\n]+)?(?:'(?<quoted>[^']+)'|(?<plain>(?!')[^=#\s]+))/y;
const assignment = /[^\S\r\n]*=[^\S\r\n]*/y;
const singleQuoted = /'(?<text>(?:\\'|[^'])*)'/y;
const doubleQuoted = /"(?<text>(?:\\"|[^"])*)"/y;
const unquoted = /[^\r\n]*/y;
const restOfLine = /[^\S\r\n]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/y;
const wholeLine = /[^\r\n]*(?:\r\n|\n|\r|$)/y;
const blank = /(?:\s+|\uFEFF)*/y;

/** Names that Hermes and shells take. */
export const envKeyPattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Reads an environment file as Hermes does (python-dotenv): the last line of a key counts. Never throws. */
export function parseEnv(text: string): EnvFile {
  const { bindings, unparsable } = bindingsOf(text);
  const values = new Map<string, string>();
  for (const { key, value } of bindings) if (value !== null) values.set(key, value);
  return {
    entries: bindings.map(({ key, value, line, isOverridden }) => ({
      key,
      value,
      line,
      isOverridden,
    })),
    values,
    unparsable,
  };
}

/**
 * Sets one variable and keeps every other byte: its last line is changed in place, else a line is added. Throws
 * EnvValueRefused for a name or value that no such file can hold.
 */
export function setInEnv(text: string, key: string, value: string): string {
  const written = writtenEnvValue(key, value);
  const found = bindingsOf(text).bindings.findLast((binding) => binding.key === key);
  const changed = found ? replaced(text, found, written) : appended(text, `${key}=${written}`);
  if (parseEnv(changed).values.get(key) !== value)
    throw new EnvValueRefused(`The value of ${key} cannot be written into this file safely.`);
  return changed;
}

/** Removes all lines of one variable and keeps every other byte. */
export function removeFromEnv(text: string, key: string): string {
  return bindingsOf(text)
    .bindings.filter((binding) => binding.key === key)
    .reduceRight((kept, { start, end }) => kept.slice(0, start) + kept.slice(end), text);
}

function replaced(text: string, found: Binding, written: string): string {
  const equals = found.value === null ? '=' : '';
  return text.slice(0, found.valueStart) + equals + written + text.slice(found.valueEnd);
}

function appended(text: string, line: string): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const isOpenEnd = /[^\n\uFEFF]$/.test(text);
  return text + (isOpenEnd ? lineEnd : '') + line + lineEnd;
}

/** Quoted where it has to be: at a `#`, a quote or white space. */
function writtenEnvValue(key: string, value: string): string {
  if (!envKeyPattern.test(key))
    throw new EnvValueRefused(`"${key.slice(0, 40)}" is not a name for an environment variable.`);
  if (value.length > 32_768) throw new EnvValueRefused(`The value of ${key} is too long.`);
  if (!/^[\x20-\x7e]*$/.test(value))
    throw new EnvValueRefused(
      `The value of ${key} may hold printable ASCII characters only, on one line.`,
    );
  if (!/[#'"\s]/.test(value)) return value;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function bindingsOf(text: string): { bindings: Binding[]; unparsable: number[] } {
  const bindings: (Read & { line: number })[] = [];
  const unparsable: number[] = [];
  let at = 0;
  let line = 1;
  const advance = (to: number) => {
    line += text.slice(at, to).split('\n').length - 1;
    at = to;
  };
  while (at < text.length) {
    advance(endOf(blank, text, at) ?? at);
    if (at >= text.length) break;
    if (text[at] !== '#') {
      const binding = bindingAt(text, at);
      if ('key' in binding) {
        bindings.push({ ...binding, line });
        advance(binding.end);
        continue;
      }
      unparsable.push(line);
      advance(binding.failedAt);
    }
    advance(endOf(wholeLine, text, at)!);
  }
  const last = new Map(bindings.map(({ key }, index) => [key, index]));
  return {
    bindings: bindings.map((binding, index) => ({
      ...binding,
      isOverridden: last.get(binding.key) !== index,
    })),
    unparsable,
  };
}

type Read = Omit<Binding, 'isOverridden' | 'line'>;

/** One assignment, or how far it made sense: the rest of that line is skipped. */
function bindingAt(text: string, at: number): Read | { readonly failedAt: number } {
  name.lastIndex = at;
  const found = name.exec(text);
  if (!found) return { failedAt: at };
  const key = found.groups!.quoted ?? found.groups!.plain!;
  const start = lineStart(text, at);
  const keyEnd = at + found[0].length;
  const valueStart = endOf(assignment, text, keyEnd);
  if (valueStart === undefined) {
    const end = endOf(restOfLine, text, keyEnd);
    if (end === undefined) return { failedAt: keyEnd };
    return { key, value: null, start, end, valueStart: keyEnd, valueEnd: keyEnd };
  }
  const value = valueFrom(text, valueStart);
  if (!value) return { failedAt: valueStart };
  const end = endOf(restOfLine, text, value.end);
  if (end === undefined) return { failedAt: value.end };
  return { key, value: value.value, start, end, valueStart, valueEnd: value.end };
}

function valueFrom(text: string, at: number): { value: string; end: number } | undefined {
  const quote = text[at];
  if (quote === "'" || quote === '"') {
    const pattern = quote === "'" ? singleQuoted : doubleQuoted;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return undefined;
    const inner = found.groups!.text!;
    const value = quote === "'" ? inner.replace(/\\([\\'])/g, '$1') : unescaped(inner);
    return { value, end: at + found[0].length };
  }
  unquoted.lastIndex = at;
  const whole = unquoted.exec(text)![0];
  // A comment begins behind white space only.
  const value = whole.replace(/\s+#.*/s, '').trimEnd();
  return { value, end: at + value.length };
}

const escapes: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

function unescaped(text: string): string {
  return text.replace(/\\([\\'"abfnrtv])/g, (_, letter: string) => escapes[letter] ?? letter);
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found ? at + found[0].length : undefined;
}

/** A byte order mark stays in the file. */
function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  return text[start] === '\uFEFF' ? start + 1 : start;
}
