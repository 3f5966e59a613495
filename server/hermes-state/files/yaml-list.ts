import { isSeq, type Node, type YAMLSeq } from 'yaml';
import type { TextEdit } from './text-edit.ts';
import { YamlNotPatchable } from './yaml-not-patchable.ts';
import {
  colonEnd,
  columnOf,
  contentEnd,
  findPlace,
  isAbsent,
  lineStart,
  nextLine,
  rangeOf,
  wordsOf,
  type YamlPath,
} from './yaml-places.ts';
import type { YamlSource } from './yaml-source.ts';
import { writtenInFlow, writtenItem } from './yaml-writing.ts';

/** One item of a list's new order: an old one by its number, or a new value (in the place of an old one). */
export type ListItem =
  { readonly keep: number } | { readonly value: unknown; readonly insteadOf?: number };

/** Writes a list in a new order, of at least one item. Comments above an item belong to it. */
export function arrangeList(
  source: YamlSource,
  path: YamlPath,
  items: readonly ListItem[],
): TextEdit[] {
  const { node, place, rest } = findPlace(source.document, path);
  if (!isSeq(node) || rest.length > 0 || node.items.length === 0)
    throw new YamlNotPatchable(`${wordsOf(path)} is not a list that is written out there.`);
  if (node.flow) return arrangeFlow(source.text, node, items);
  const { text, style } = source;
  const chunks = chunksOf(text, node, place?.in === 'mapping' ? colonEnd(place.pair) : undefined);
  const column = columnOf(text, rangeOf(node)[0]);
  const pieces = items.map((item) => {
    if ('keep' in item) return chunkAt(chunks, item.keep).text;
    const above = item.insteadOf === undefined ? '' : chunkAt(chunks, item.insteadOf).above;
    return above + writtenItem(item.value, column, style);
  });
  const start = chunks[0]!.start;
  const end = chunks.at(-1)!.end;
  const written = pieces
    .map((piece) => (piece.endsWith('\n') ? piece : piece + style.lineEnd))
    .join('');
  const isOpenEnd = text[end - 1] !== '\n';
  return [{ start, end, text: isOpenEnd ? written.slice(0, -style.lineEnd.length) : written }];
}

interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Comments and empty lines above the dash. */
  readonly above: string;
}

function chunkAt(chunks: readonly Chunk[], index: number): Chunk {
  const chunk = chunks[index];
  if (!chunk) throw new YamlNotPatchable(`The list has no item ${index}.`);
  return chunk;
}

/** Whole lines of each item, from behind the item before it. */
function chunksOf(text: string, list: YAMLSeq, colon: number | undefined): Chunk[] {
  const dashes = dashesOf(list);
  for (const dash of dashes)
    if (!/^ *$/.test(text.slice(dash - columnOf(text, dash), dash)))
      throw new YamlNotPatchable('A list begins in the middle of a line.');
  let start = colon === undefined ? lineStart(text, dashes[0]!) : nextLine(text, colon);
  return list.items.map((item, index) => {
    const dash = dashes[index]!;
    const node = item as Node | null;
    const content = node === null || isAbsent(node) ? dash + 1 : contentEnd(node);
    const end = nextLine(text, Math.max(content, dash + 1));
    const chunk = {
      start,
      end,
      text: text.slice(start, end),
      above: text.slice(start, lineStart(text, dash)),
    };
    start = end;
    return chunk;
  });
}

/** Where the dashes of a block list stand. */
export function dashesOf(list: YAMLSeq): number[] {
  const { srcToken } = list;
  if (srcToken?.type !== 'block-seq') throw new YamlNotPatchable('The list is written oddly.');
  const dashes = srcToken.items
    .map(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset)
    .filter((offset) => offset !== undefined);
  if (dashes.length !== list.items.length) throw new YamlNotPatchable('The list is written oddly.');
  return dashes;
}

/** `[a, b]`, with the space and line ends it has between its items. */
function arrangeFlow(text: string, list: YAMLSeq, items: readonly ListItem[]): TextEdit[] {
  const places = list.items.map((item) => rangeOf(item as Node));
  const between = places.slice(1).map(([start], at) => text.slice(places[at]![1], start));
  const start = places[0]![0];
  const end = places.at(-1)![1];
  const before = text.slice(rangeOf(list)[0] + 1, start);
  if (!/^\s*$/.test(before) || between.some((gap) => !/^\s*,\s*$/.test(gap)))
    throw new YamlNotPatchable('A list in brackets has comments or anchors in it.');
  const pieces = items.map((item) => {
    if (!('keep' in item)) return writtenInFlow(item.value);
    const place = places[item.keep];
    if (!place) throw new YamlNotPatchable(`The list has no item ${item.keep}.`);
    return text.slice(...place);
  });
  return [{ start, end, text: pieces.join(between[0] ?? ', ') }];
}
