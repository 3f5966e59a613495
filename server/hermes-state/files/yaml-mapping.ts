import type { Node, Pair, YAMLMap } from 'yaml';
import type { TextEdit } from './text-edit.ts';
import { YamlNotPatchable } from './yaml-not-patchable.ts';
import { columnOf, nextLine, pairEnd, pairStart, rangeOf } from './yaml-places.ts';
import type { YamlSource } from './yaml-source.ts';
import { writtenInFlow, writtenPair } from './yaml-writing.ts';

/** Adds a key behind the last one of a mapping, or to a text that says nothing yet. */
export function addToMapping(
  { text, style }: YamlSource,
  map: YAMLMap | null,
  key: string,
  value: unknown,
): TextEdit[] {
  const last = map?.items.at(-1);
  if (map?.flow) {
    const written = writtenInFlow({ [key]: value }).replace(/^\{ ?| ?\}$/g, '');
    if (!last) return [insertion(rangeOf(map)[0] + 1, written)];
    return [insertion(flowPairEnd(last), `, ${written}`)];
  }
  if (!map || !last)
    return [insertLines(text, text.length, writtenPair(key, value, 0, style), style)];
  const column = columnOf(text, pairStart(map.items[0]!));
  const at = nextLine(text, pairEnd(last));
  return [insertLines(text, at, writtenPair(key, value, column, style), style)];
}

/** Whole lines; where the text ends without a line end it will do so again. */
function insertLines(
  text: string,
  at: number,
  lines: string,
  { lineEnd }: { lineEnd: string },
): TextEdit {
  const isOpenEnd = at === text.length && /[^\n\uFEFF]$/.test(text);
  return insertion(at, isOpenEnd ? lineEnd + lines.slice(0, -lineEnd.length) : lines);
}

function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}

/** Removes a pair with its line or lines; comments above it stay. */
export function removeFromMapping({ text }: YamlSource, map: YAMLMap, pair: Pair): TextEdit[] {
  const index = map.items.indexOf(pair);
  const previous = map.items[index - 1];
  const next = map.items[index + 1];
  const start = pairStart(pair);
  if (map.flow) {
    if (next) return [removal(start, pairStart(next))];
    return [removal(previous ? flowPairEnd(previous) : start, flowPairEnd(pair))];
  }
  const line = start - columnOf(text, start);
  const end = nextLine(text, pairEnd(pair));
  if (/^ *$/.test(text.slice(line, start))) return [removal(line, end)];
  // It stands behind the dash of a list item: the next key takes its place.
  if (!next || !/^ *$/.test(text.slice(end, pairStart(next))))
    throw new YamlNotPatchable('The first key of a list item has a comment behind it.');
  return [removal(start, pairStart(next))];
}

function removal(start: number, end: number): TextEdit {
  return { start, end, text: '' };
}

/** In `{a, b: 1}` a key may stand alone. */
function flowPairEnd(pair: Pair): number {
  const hasColon = pair.srcToken?.sep?.some(({ type }) => type === 'map-value-ind');
  return hasColon ? pairEnd(pair) : rangeOf(pair.key as Node)[1];
}
