import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { isRecord, valueAt } from './plain-values.ts';
import { spliced, type TextEdit } from './text-edit.ts';
import { arrangeList, dashesOf, type ListItem } from './yaml-list.ts';
import { addToMapping, removeFromMapping } from './yaml-mapping.ts';
import { YamlNotPatchable } from './yaml-not-patchable.ts';
import { replaceInPair } from './yaml-pair.ts';
import {
  columnOf,
  findPlace,
  isAbsent,
  isBlockCollection,
  isBlockText,
  isEmptyCollection,
  nodeAt,
  pairStart,
  rangeOf,
  wordsOf,
  type YamlPath,
} from './yaml-places.ts';
import { readSource, type YamlSource } from './yaml-source.ts';
import { outerSpaces, quotedLike, writtenInFlow, writtenValue } from './yaml-writing.ts';

/** The text with a value set, only where old and new differ, one change after the other. */
export function setMinimally(source: YamlSource, path: YamlPath, value: unknown): string {
  const { node, rest } = findPlace(source.document, path);
  const old = valueAt(source.value, path);
  if (rest.length === 0 && isDeepStrictEqual(old, value)) return source.text;
  if (rest.length > 0 || !node || isEmptyCollection(node) || isEmpty(value))
    return setOne(source, path, value);
  if (isMap(node) && isRecord(old) && isRecord(value)) return setKeys(source, path, old, value);
  if (isSeq(node) && Array.isArray(old) && Array.isArray(value))
    return setItems(source, path, old, value);
  return setOne(source, path, value);
}

function setKeys(
  source: YamlSource,
  path: YamlPath,
  old: Record<string, unknown>,
  value: Record<string, unknown>,
): string {
  let current = source;
  for (const [key, inner] of Object.entries(value))
    if (!Object.hasOwn(old, key) || !isDeepStrictEqual(old[key], inner))
      current = readSource(setMinimally(current, [...path, key], inner));
  for (const key of Object.keys(old))
    if (!Object.hasOwn(value, key)) current = readSource(removeOne(current, [...path, key]));
  return current.text;
}

/** Equal items are kept wherever they went; one that changed in its place is changed there. */
function setItems(source: YamlSource, path: YamlPath, old: unknown[], value: unknown[]): string {
  const free = new Set(old.keys());
  const from = value.map((item, index) => {
    const candidates = [index, ...free].filter((at) => free.has(at));
    const found = candidates.find((at) => isDeepStrictEqual(old[at], item));
    if (found !== undefined) free.delete(found);
    return found;
  });
  let current = source;
  const items = value.map((item, index): ListItem => {
    const kept = from[index];
    if (kept !== undefined) return { keep: kept };
    if (!free.has(index)) return { value: item };
    free.delete(index);
    current = readSource(setMinimally(current, [...path, index], item));
    return { keep: index };
  });
  const isSameOrder =
    items.length === old.length && items.every((item, at) => 'keep' in item && item.keep === at);
  return isSameOrder ? current.text : spliced(current.text, arrangeList(current, path, items));
}

/** Writes a value as a whole. */
function setOne(source: YamlSource, path: YamlPath, value: unknown): string {
  const { text, document, style } = source;
  const { node, place, rest } = findPlace(document, path);
  if (rest.length > 0) return addBelow(source, { node, path, rest, value });
  if (!place) throw new YamlNotPatchable('The text as a whole is replaced in the raw editor.');
  const old = nodeAt(place);
  if (place.in === 'list') {
    if (old && !isBlockCollection(old) && place.list.flow)
      return spliced(text, [replaced(old, writtenInFlow(quotedLike(old, value)))]);
    if ((isOneLine(old) || isAbsent(old)) && (typeof value !== 'object' || value === null)) {
      const written = writtenValue(quotedLike(old, value), 0, style).replace(outerSpaces, '');
      // A text of several lines goes into quotes, so that a comment behind it stays.
      const line = written.includes('\n') ? writtenInFlow(value) : written;
      const behindDash = dashesOf(place.list)[place.index]! + 1;
      return spliced(text, [
        isOneLine(old)
          ? replaced(old, line)
          : { start: behindDash, end: behindDash, text: ` ${line}` },
      ]);
    }
    return spliced(
      text,
      arrangeList(source, path.slice(0, -1), keptBut(place.list.items.length, place.index, value)),
    );
  }
  if (place.map.flow) {
    if (!old || isAbsent(old))
      return spliced(text, replaceInPair(text, place.pair, ` ${writtenInFlow(value)}`));
    return spliced(text, [replaced(old, writtenInFlow(quotedLike(old, value)))]);
  }
  const column = columnOf(text, pairStart(place.pair));
  const written = writtenValue(quotedLike(old, value), column, style);
  if (isOneLine(old) && !written.includes('\n'))
    return spliced(text, [replaced(old, written.replace(outerSpaces, ''))]);
  return spliced(text, replaceInPair(text, place.pair, written));
}

function keptBut(count: number, index: number, value: unknown): ListItem[] {
  return Array.from({ length: count }, (_, at) =>
    at === index ? { value, insteadOf: index } : { keep: at },
  );
}

/** Whether what is written ends on a line that may go on with a comment. */
function isOneLine(node: Node | null): node is Scalar {
  return isScalar(node) && !isAbsent(node) && !isBlockText(node);
}

function replaced(node: Node, text: string): TextEdit {
  const [start, end] = rangeOf(node);
  return { start, end, text };
}

/** Adds the keys that are missing on the way, or an item at the end of a list. */
function addBelow(
  source: YamlSource,
  {
    node,
    path,
    rest,
    value,
  }: { node: Node | null; path: YamlPath; rest: YamlPath; value: unknown },
): string {
  const there = path.slice(0, path.length - rest.length);
  const [step, ...deeper] = rest;
  const inner = deeper.reduceRight<unknown>((below, name) => {
    if (typeof name === 'number') throw new YamlNotPatchable(`${wordsOf(path)} is not there.`);
    return { [name]: below };
  }, value);
  if (typeof step === 'number') {
    if (!isSeq(node) || step !== node.items.length)
      throw new YamlNotPatchable(`${wordsOf(path)} is not there.`);
    if (node.items.length === 0) return setOne(source, there, [inner]);
    const kept = node.items.map((_, at): ListItem => ({ keep: at }));
    return spliced(source.text, arrangeList(source, there, [...kept, { value: inner }]));
  }
  const isNothing = node === null || isAbsent(node) || (isScalar(node) && node.value === null);
  if (there.length > 0 && (isNothing || isEmptyCollection(node)))
    return setOne(source, there, { [step!]: inner });
  if (!isNothing && !isMap(node))
    throw new YamlNotPatchable(`${wordsOf(there) || 'The text'} is not a mapping.`);
  return spliced(source.text, addToMapping(source, isMap(node) ? node : null, step!, inner));
}

/** The text without one key or list item; one that is left empty says so. */
export function removeOne(source: YamlSource, path: YamlPath): string {
  const { place, rest } = findPlace(source.document, path);
  if (!place || rest.length > 0)
    throw new YamlNotPatchable(`${wordsOf(path)} comes from elsewhere, by a merge key.`);
  const holder = path.slice(0, -1);
  if (place.in === 'list') {
    const kept = place.list.items.map((_, at): ListItem => ({ keep: at }));
    if (kept.length === 1) return setOne(source, holder, []);
    return spliced(source.text, arrangeList(source, holder, kept.toSpliced(place.index, 1)));
  }
  if (place.map.items.length === 1 && holder.length > 0) return setOne(source, holder, {});
  const removed = spliced(source.text, removeFromMapping(source, place.map, place.pair));
  const again = readSource(removed);
  // The same key may stand there twice.
  return Object.hasOwn(valueAt(again.value, holder) ?? {}, String(path.at(-1)))
    ? removeOne(again, path)
    : removed;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
