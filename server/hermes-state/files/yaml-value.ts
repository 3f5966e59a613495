import { isAlias, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml';

const maxDepth = 64;
const maxValues = 50_000;
const prototypeNames = new Set(['__proto__', 'constructor', 'prototype']);

/** A text may say little and mean much: what aliases and merge keys unfold to is counted too. */
interface Unfolding {
  readonly targets: ReadonlyMap<Alias, Node>;
  left: number;
}

/**
 * What a document says, as plain values: a copy for each alias, merge keys resolved in PyYAML's order, names that reach a
 * prototype left out. Throws an error with a sentence for people when it is too much or contains itself.
 */
export function plainValue(document: Document): unknown {
  const unfolding = { targets: aliasTargets(document), left: maxValues };
  return valueOf(document.contents, 0, unfolding);
}

/** A key as it appears in the plain value; nothing for a list or mapping as a key. `<<` may be a merge key. */
export function keyName(key: Pair['key']): string | undefined {
  if (!isScalar(key)) return undefined;
  if (isMergeKey(key)) return '<<';
  return typeof key.value === 'object' ? '' : `${key.value as string}`;
}

function isMergeKey(key: Pair['key']): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** An alias means the last anchor of its name above it. */
function aliasTargets(document: Document): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (!target) throw new Error(`The alias *${node.source} names no anchor.`);
        targets.set(node, target);
      } else if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

function valueOf(node: Node | null, depth: number, unfolding: Unfolding): unknown {
  unfolding.left -= 1;
  if (unfolding.left < 0) throw new Error('It says too much, or repeats it too often by aliases.');
  if (depth > maxDepth) throw new Error('Nested too deeply, or an alias contains itself.');
  if (isAlias(node)) return valueOf(unfolding.targets.get(node)!, depth + 1, unfolding);
  if (isSeq(node))
    return node.items.map((item) =>
      isPair(item)
        ? Object.fromEntries(ownEntries([item], depth, unfolding))
        : valueOf(item as Node | null, depth + 1, unfolding),
    );
  if (isMap(node)) return Object.fromEntries(entriesOf(node, depth, unfolding));
  if (!isScalar(node)) return null;
  // PyYAML gives these two a meaning of their own and then does not know what to make of it.
  if (typeof node.value === 'symbol' || (node.value === '=' && node.type === 'PLAIN'))
    throw new Error('A plain "<<" or "=" stands where a value should.');
  return scalarValue(node.value);
}

function scalarValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value ?? null);
}

/** What is merged in comes first, so that the mapping's own keys win. */
function entriesOf(map: YAMLMap, depth: number, unfolding: Unfolding): [string, unknown][] {
  const merged = map.items
    .filter(({ key }) => isMergeKey(key))
    .flatMap(({ value }) => mergedEntries(value as Node | null, depth, unfolding));
  const own = map.items.filter(({ key }) => !isMergeKey(key));
  return [...merged, ...ownEntries(own, depth, unfolding)];
}

function ownEntries(pairs: Pair[], depth: number, unfolding: Unfolding): [string, unknown][] {
  return pairs.flatMap(({ key, value }) => {
    const target = isAlias(key) ? unfolding.targets.get(key) : key;
    const name = keyName(target);
    if (name === undefined) throw new Error('A list or mapping is used as a key.');
    if (prototypeNames.has(name)) return [];
    return [[name, valueOf(value as Node | null, depth + 1, unfolding)] as [string, unknown]];
  });
}

function mergedEntries(
  node: Node | null,
  depth: number,
  unfolding: Unfolding,
): [string, unknown][] {
  if (depth > maxDepth) throw new Error('Nested too deeply, or an alias contains itself.');
  const source = isAlias(node) ? unfolding.targets.get(node)! : node;
  if (isMap(source)) return entriesOf(source, depth + 1, unfolding);
  if (!isSeq(source)) throw new Error('A merge key names something that is no mapping.');
  // Of a list of mappings the first one wins.
  return source.items
    .toReversed()
    .flatMap((item) => mergedEntries(item as Node | null, depth + 1, unfolding));
}
