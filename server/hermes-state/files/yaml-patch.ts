import { isDeepStrictEqual } from 'node:util';
import { valueAt, withoutAt, withValueAt } from './plain-values.ts';
import { spliced } from './text-edit.ts';
import { removeOne, setMinimally } from './yaml-change.ts';
import { arrangeList, type ListItem } from './yaml-list.ts';
import { YamlNotPatchable } from './yaml-not-patchable.ts';
import { findPlace, wordsOf, type YamlPath } from './yaml-places.ts';
import { readSource } from './yaml-source.ts';
import { composeYaml } from './yaml-text.ts';

export type { ListItem, YamlPath };

/**
 * Sets one value and leaves every other byte of the text as it is: comments, anchors, quotes, line ends. Mappings and
 * lists are changed only where they differ. Throws YamlNotPatchable when that cannot be done for certain.
 */
export function setInYaml(text: string, path: YamlPath, value: unknown): string {
  const source = readSource(text);
  const wanted = withValueAt(source.value, path, value);
  return checked(setMinimally(source, path, value), wanted, path);
}

/** Removes a key or a list item; nothing happens when it is not there. Throws YamlNotPatchable. */
export function removeInYaml(text: string, path: YamlPath): string {
  const source = readSource(text);
  const { place, rest } = findPlace(source.document, path);
  if (!place || rest.length > 0) return text;
  return checked(removeOne(source, path), withoutAt(source.value, path), path);
}

/**
 * Gives a list a new order: items that are kept keep their bytes and the comments above them, others are written anew.
 * Throws YamlNotPatchable.
 */
export function arrangeInYaml(text: string, path: YamlPath, items: readonly ListItem[]): string {
  const source = readSource(text);
  const old = valueAt(source.value, path);
  if (!Array.isArray(old)) throw new YamlNotPatchable(`${wordsOf(path)} is not a list.`);
  const wanted = items.map((item) => ('keep' in item ? (old as unknown[])[item.keep] : item.value));
  if (wanted.length === 0) return setInYaml(text, path, []);
  const changed = spliced(text, arrangeList(source, path, items));
  return checked(changed, withValueAt(source.value, path, wanted), path);
}

/** Adds an item to a list before the one with this number; at the end for a number beyond. */
export function insertInYaml(text: string, path: YamlPath, index: number, value: unknown): string {
  const kept = keptItems(text, path);
  return arrangeInYaml(text, path, [...kept.slice(0, index), { value }, ...kept.slice(index)]);
}

/** Moves an item of a list, with the comments above it. */
export function moveInYaml(text: string, path: YamlPath, from: number, to: number): string {
  const kept = keptItems(text, path);
  const [moved] = kept.splice(from, 1);
  if (!moved) throw new YamlNotPatchable(`${wordsOf([...path, from])} is not there.`);
  return arrangeInYaml(text, path, [...kept.slice(0, to), moved, ...kept.slice(to)]);
}

function keptItems(text: string, path: YamlPath): ListItem[] {
  const list = valueAt(readSource(text).value, path);
  if (!Array.isArray(list)) throw new YamlNotPatchable(`${wordsOf(path)} is not a list.`);
  return list.map((_, index) => ({ keep: index }));
}

/** Reads the new text again: it must say what was wanted, and all else as before. */
function checked(text: string, wanted: unknown, path: YamlPath): string {
  const { value, isBroken } = composeYaml(text);
  if (isBroken || !isDeepStrictEqual(value ?? {}, wanted))
    throw new YamlNotPatchable(
      `Changing ${wordsOf(path)} would change something else too: an anchor, a merge key or unusual writing stands in the way.`,
    );
  return text;
}
