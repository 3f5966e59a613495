import { Document, isScalar, Scalar, visit, type ToStringOptions } from 'yaml';
import { yamlOptions } from './yaml-text.ts';

/** How new text has to look where it goes. */
export interface YamlStyle {
  readonly step: number;
  readonly isListIndented: boolean;
  readonly lineEnd: string;
  /** Whether the text ends without a line end: a text of several lines could not say how it ends. */
  readonly isOpenEnd: boolean;
}

/** What PyYAML refuses as plain text, or takes for the end of a line. */
// eslint-disable-next-line no-control-regex
const needsEscape = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\p{Cs}/u;

/** `key: value` on lines of their own, each indented by `column`; ends with a line end. */
export function writtenPair(key: string, value: unknown, column: number, style: YamlStyle): string {
  return indented(written({ [key]: value }, style), column, style);
}

/** `- value`, as lines of their own. */
export function writtenItem(value: unknown, column: number, style: YamlStyle): string {
  return indented(written([value], style), column, style);
}

/** What stands behind `key:`, on the same line or on lines below; without the last line end. */
export function writtenValue(value: unknown, column: number, style: YamlStyle): string {
  const text = writtenPair('k', value, column, style);
  return text.slice(column + 'k:'.length, -style.lineEnd.length);
}

/** Spaces only: other white space may be what the text says. */
export const outerSpaces = /^ +| +$/g;

/** A value on one line, for `[…]` and `{…}`. */
export function writtenInFlow(value: unknown): string {
  const text = stringified({ k: value }, { collectionStyle: 'flow' });
  return text.slice(text.indexOf('k:') + 2, text.lastIndexOf('}')).replace(outerSpaces, '');
}

/** A text that is to stand in the quotes the old one had, if it can. */
export function quotedLike(old: unknown, value: unknown): unknown {
  if (!isScalar(old) || typeof value !== 'string' || value.includes('\n')) return value;
  if (old.type !== 'QUOTE_DOUBLE' && old.type !== 'QUOTE_SINGLE') return value;
  const scalar = new Scalar(value);
  scalar.type = old.type;
  return scalar;
}

function written(value: unknown, { step, isListIndented, isOpenEnd }: YamlStyle): string {
  const inQuotes = isOpenEnd ? /\n$|^\s*$/ : /\n\s*\n$|^\s*$/;
  return stringified(value, { indent: step, indentSeq: isListIndented }, inQuotes);
}

function stringified(value: unknown, options: ToStringOptions, inQuotes = /\n/): string {
  // Whatever a newer YAML would read as something else than text is written in quotes too.
  const document = new Document(value, { ...yamlOptions, compat: 'core' });
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value !== 'string') return;
      if (
        ['<<', '='].includes(scalar.value) ||
        needsEscape.test(scalar.value) ||
        (scalar.value.includes('\n') && inQuotes.test(scalar.value))
      )
        scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document
    .toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Infinity, ...options })
    .replace(new RegExp(needsEscape, 'gu'), escaped);
}

/** Only texts in double quotes hold such a character by then. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function indented(text: string, column: number, { lineEnd }: YamlStyle): string {
  const margin = ' '.repeat(column);
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? lineEnd : margin + line + lineEnd))
    .join('');
}
