/** The ways one and the same YAML value may be written. */
export interface Manner {
  readonly seed: number;
  readonly step: number;
  readonly isListIndented: boolean;
  readonly lineEnd: string;
  /** Whether a byte order mark comes first. */
  readonly hasMark: boolean;
  readonly hasLastLineEnd: boolean;
}

/** A value without what no YAML text may hold, and without names that reach a prototype. */
export function plainText<T>(value: T): T {
  if (typeof value === 'string')
    return value.replace(
      // eslint-disable-next-line no-control-regex
      /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\p{Cs}/gu,
      '?',
    ) as T;
  if (Object.is(value, -0)) return 0 as T;
  if (Array.isArray(value)) return value.map((item: unknown) => plainText(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !['__proto__', 'constructor', 'prototype', '<<'].includes(name))
      .map(([name, inner]) => [name, plainText(inner)]),
  ) as T;
}

/** Writes a value with random quotes, comments, empty lines, spaces at ends of lines, brackets. */
export function writtenOddly(value: Record<string, unknown>, manner: Manner): string {
  const random = randomOf(manner.seed);
  let comments = 0;
  const comment = () => `#c${(comments += 1)}#`;
  const maybe = (chance: number, text: () => string) => (random() < chance ? text() : '');
  const tail = () => maybe(0.2, () => '  ') + maybe(0.25, () => ` ${comment()}`);
  const above = (margin: string) =>
    maybe(0.15, () => `${margin}${comment()}\n`) + maybe(0.1, () => '\n');
  const margin = (column: number) => ' '.repeat(column);

  const block = (inner: unknown, column: number): string => {
    if (Array.isArray(inner))
      return inner
        .map((item) => above(margin(column)) + `${margin(column)}-${below(item, column, 'item')}`)
        .join('');
    return Object.entries(inner as object)
      .map(
        ([name, item]) =>
          above(margin(column)) +
          `${margin(column)}${keyText(name)}:${below(item, column, 'pair')}`,
      )
      .join('');
  };
  const below = (inner: unknown, column: number, holder: 'item' | 'pair'): string => {
    const isList = Array.isArray(inner);
    const isCollection = typeof inner === 'object' && inner !== null;
    if (!isCollection || Object.keys(inner).length === 0 || random() < 0.15)
      return `${leaf(inner, column)}\n`;
    if (holder === 'item' && !isList && random() < 0.7) {
      const text = block(inner, column + 2);
      // The first key may stand behind the dash, when no comment is in between.
      if (text.startsWith(margin(column + 2))) {
        const first = text.slice(column + 2);
        if (!first.startsWith('#c')) return ` ${first}`;
      }
    }
    const isFlush = holder === 'pair' && isList && !manner.isListIndented;
    return `${tail()}\n${block(inner, isFlush ? column : column + manner.step)}`;
  };
  const leaf = (inner: unknown, column: number): string => {
    if (inner === null && random() < 0.4) return tail();
    if (typeof inner === 'string' && /^[^\s].*\n.*[^\s]$/s.test(inner) && random() < 0.5)
      return ` |-\n${inner
        .split('\n')
        .map((line) => (line ? margin(column + 3) + line : ''))
        .join('\n')}`;
    return ` ${maybe(0.1, () => ' ')}${flowText(inner, random)}${tail()}`;
  };
  const text = Object.keys(value).length === 0 ? '' : block(value, 0);
  const whole = manner.hasLastLineEnd ? text : text.replace(/\n$/, '');
  return (manner.hasMark ? '\uFEFF' : '') + whole.replaceAll('\n', manner.lineEnd);
}

function keyText(name: string): string {
  return flowText(name, () => 0.9);
}

/** On one line, in quotes of either kind where it may be. */
function flowText(value: unknown, random: () => number): string {
  if (Array.isArray(value)) return `[${value.map((item) => flowText(item, random)).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, inner]) => `${keyText(name)}: ${flowText(inner, random)}`)
      .join(', ')}}`;
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return String(value);
  if (
    /^[a-zA-Z$/][\w/ .${}-]*[\w/}]$/.test(value) &&
    !/[{}]/.test(value) &&
    isPlain(value) &&
    random() < 0.6
  )
    return value;
  if (!/[\n\t]/.test(value) && random() < 0.5) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

function isPlain(value: string): boolean {
  return !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const [mantissa, exponent] = String(value).split('e');
  if (exponent === undefined) return String(value);
  return `${mantissa!.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}

function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
