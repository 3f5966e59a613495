import { isScalar, type Node, type Pair } from 'yaml';
import type { TextEdit } from './text-edit.ts';
import { colonEnd, isBlockCollection, isBlockText, pairEnd, rangeOf } from './yaml-places.ts';

/**
 * Puts what is `written` (` value`, or lines below, without the last line end) behind the colon of a pair. A comment on
 * the line of the key stays.
 */
export function replaceInPair(text: string, pair: Pair, written: string): TextEdit[] {
  const at = written.search(/\r?\n/);
  const first = at === -1 ? written : written.slice(0, at);
  const below = at === -1 ? '' : written.slice(at);
  const start = colonEnd(pair);
  const end = pairEnd(pair);
  const old = pair.value as Node | null;
  if (isBlockCollection(old) || isBlockText(old))
    return [
      { start, end: headEnd(text, pair, old), text: first },
      { start: lineBreak(text, start), end: lineBreakBefore(text, end), text: below },
    ];
  const after = lineBreak(text, end);
  return [
    { start, end, text: first },
    { start: after, end: after, text: below },
  ];
}

/** Where the anchor, tag or `|` on the line of the key ends. */
function headEnd(text: string, pair: Pair, old: Node): number {
  if (isScalar(old)) {
    const [start] = rangeOf(old);
    return start + (/^[|>][-+\d]*/.exec(text.slice(start, start + 4))?.[0].length ?? 0);
  }
  const line = lineBreak(text, colonEnd(pair));
  const properties = (pair.srcToken?.sep ?? [])
    .filter(({ type, offset }) => (type === 'anchor' || type === 'tag') && offset < line)
    .map(({ offset, source }) => offset + source.length);
  return Math.max(colonEnd(pair), ...properties);
}

/** The end of the line an offset stands on, before its line end. */
export function lineBreak(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** A block scalar ends behind its line end. */
function lineBreakBefore(text: string, end: number): number {
  if (text[end - 1] !== '\n') return lineBreak(text, end);
  return text[end - 2] === '\r' ? end - 2 : end - 1;
}
