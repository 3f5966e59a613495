import { isAlias, isMap, isScalar, isSeq, visit, type Document } from 'yaml';
import type { Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { YamlNotPatchable } from './yaml-not-patchable.ts';
import { keyName } from './yaml-value.ts';

/** Names of keys and numbers of list items, from the root. */
export type YamlPath = readonly (string | number)[];

/** Where a value stands: in a pair of a mapping, or as an item of a list. */
export type YamlPlace =
  | { readonly in: 'mapping'; readonly map: YAMLMap; readonly pair: Pair }
  | { readonly in: 'list'; readonly list: YAMLSeq; readonly index: number };

/** Walks as far down as the text goes; `rest` is what is not there. The last of two equal keys counts. */
export function findPlace(
  document: Document,
  path: YamlPath,
): { node: Node | null; place: YamlPlace | undefined; rest: YamlPath } {
  let node = document.contents ?? null;
  let place: YamlPlace | undefined;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node))
      throw new YamlNotPatchable(`${wordsOf(path)} is written through the alias *${node.source}.`);
    const next: YamlPlace | undefined = isMap(node)
      ? mappingPlace(node, String(step))
      : isSeq(node) && typeof step === 'number' && step < node.items.length
        ? { in: 'list', list: node, index: step }
        : undefined;
    if (!next) return { node, place, rest: path.slice(depth) };
    place = next;
    node = nodeAt(place);
  }
  return { node, place, rest: [] };
}

function mappingPlace(map: YAMLMap, name: string): YamlPlace | undefined {
  const pair = map.items.findLast(({ key }) => keyName(key) === name);
  return pair && { in: 'mapping', map, pair };
}

export function nodeAt(place: YamlPlace): Node | null {
  return (
    place.in === 'mapping' ? (place.pair.value ?? null) : place.list.items[place.index]
  ) as Node | null;
}

/** Whether there is nothing written for it, as after `key:`. */
export function isAbsent(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && lengthOf(node) === 0);
}

export function isEmptyCollection(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && node.items.length === 0;
}

export function rangeOf(node: Node): [number, number] {
  if (!node.range) throw new YamlNotPatchable('The place of a value is not known.');
  return [node.range[0], node.range[1]];
}

function lengthOf(node: Node): number {
  const [start, end] = rangeOf(node);
  return end - start;
}

/** Right behind the colon of a pair; a pair without one, or with `?`, is not patched. */
export function colonEnd(pair: Pair): number {
  const { srcToken } = pair;
  const colon = srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  if (!colon || srcToken?.start?.some(({ type }) => type === 'explicit-key-ind'))
    throw new YamlNotPatchable('The key is not written as "key: value".');
  return colon.offset + 1;
}

export function pairStart(pair: Pair): number {
  return rangeOf(pair.key as Node)[0];
}

/** Where what is written for a pair ends, without the rest of its last line. */
export function pairEnd(pair: Pair): number {
  const node = pair.value as Node | null;
  return node === null || isAbsent(node)
    ? Math.max(colonEnd(pair), propertiesEnd(pair))
    : contentEnd(node);
}

/** An anchor or tag may stand where no value does. */
function propertiesEnd(pair: Pair): number {
  return Math.max(
    0,
    ...(pair.srcToken?.sep ?? [])
      .filter(({ type }) => type === 'anchor' || type === 'tag')
      .map(({ offset, source }) => offset + source.length),
  );
}

/** The end of the last thing written in a value; its range may reach over comments and empty lines below. */
export function contentEnd(node: Node): number {
  if (!isBlockCollection(node)) return rangeOf(node)[1];
  const last = node.items.at(-1);
  if (last === undefined) return rangeOf(node)[0];
  if (isMap(node)) return pairEnd(last as Pair);
  const item = last as Node;
  return isAbsent(item) ? Math.max(rangeOf(item)[1], rangeOf(node)[0] + 1) : contentEnd(item);
}

export function isBlockCollection(node: Node | null): node is YAMLMap | YAMLSeq {
  return (isMap(node) || isSeq(node)) && !node.flow;
}

export function isBlockText(node: Node | null): node is Scalar {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

/** The beginning of the line after the one an offset stands on, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  // A block scalar ends with its line.
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** How far in a place stands on its line. A byte order mark takes no place. */
export function columnOf(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return offset - start - (text[start] === '\uFEFF' ? 1 : 0);
}

export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** The way a file is indented, so that what is added looks like the rest. */
export function styleOf(
  document: Document,
  text: string,
): { step: number; isListIndented: boolean } {
  let step: number | undefined;
  let isListIndented: boolean | undefined;
  visit(document, {
    Pair(_, pair) {
      const value = pair.value as Node | null;
      if (!isBlockCollection(value) || value.items.length === 0) return;
      const deeper = columnOf(text, rangeOf(value)[0]) - columnOf(text, pairStart(pair));
      if (isSeq(value)) isListIndented ??= deeper > 0;
      if (deeper > 0 && deeper <= 8) step ??= deeper;
      if (step !== undefined && isListIndented !== undefined) return visit.BREAK;
    },
  });
  return { step: step ?? 2, isListIndented: isListIndented ?? true };
}

/** A path for people: `fallback_providers[0].model`. */
export function wordsOf(path: YamlPath): string {
  return path.reduce<string>(
    (words, step) =>
      typeof step === 'number' ? `${words}[${step}]` : words ? `${words}.${step}` : step,
    '',
  );
}
