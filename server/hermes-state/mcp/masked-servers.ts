import { isAlias, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Document, Node, Scalar, YAMLMap } from 'yaml';
import { maskedText, maskOf, secretsInYaml } from '../files/secret-masks.ts';
import { spliced, type TextEdit } from '../files/text-edit.ts';
import { findPlace, pairEnd, pairStart } from '../files/yaml-places.ts';
import { composeYaml, type ComposedYaml } from '../files/yaml-text.ts';
import { keyName } from '../files/yaml-value.ts';
import { isReference, scalarText } from './mcp-entry.ts';
import { secretsInLine, secretsInUrl } from './mcp-secrets.ts';

/** A scalar that holds a secret: as a whole, or these pieces of it. */
interface Hidden {
  readonly node: Scalar;
  readonly pieces: readonly string[] | 'all';
}

const deepest = 20;

/**
 * A configuration with every secret masked. Values of variables and headers of servers are hidden by their place,
 * because no name tells that they are secret, and a short one may be an ordinary word elsewhere.
 */
export function maskedServers(text: string): string {
  const composed = composeYaml(text);
  return maskedText(spliced(text, editsIn(text, composed)), secretsInYaml(text, composed));
}

/** A part of a command line or a URL with masks in the place of secrets; `unmaskedText` puts them back. */
export function maskedPart(text: string, secrets: readonly string[]): string {
  const inIt = [...secrets].sort((one, other) => other.length - one.length);
  // In one walk: what a mask is made of must not be masked again.
  const pattern = inIt.map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return pattern === '' ? text : text.replace(new RegExp(pattern, 'g'), (secret) => maskOf(secret));
}

/** What is written for each server, secrets masked, moved to the left edge. */
export function maskedParts(text: string, composed: ComposedYaml): ReadonlyMap<string, string> {
  const servers = composed.document && serversIn(composed.document);
  const parts = new Map<string, string>();
  if (!isMap(servers)) return parts;
  const edits = editsIn(text, composed);
  const secrets = secretsInYaml(text, composed);
  for (const pair of servers.items) {
    const name = keyName(pair.key);
    if (name === undefined || !isScalar(pair.key)) continue;
    const [start, end] = [pairStart(pair), pairEnd(pair)];
    const margin = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    const inPart = edits
      .filter((edit) => edit.start >= start && edit.end <= end)
      .map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const part = maskedText(spliced(text.slice(start, end), inPart).trimEnd(), secrets);
    parts.set(name, /^ +$/.test(margin) ? part.replaceAll(`\n${margin}`, '\n') : part);
  }
  return parts;
}

/** One for each scalar, even if it is named several times. */
function editsIn(text: string, { document }: ComposedYaml): TextEdit[] {
  const edits = new Map<number, TextEdit>();
  for (const hidden of document ? hiddenIn(document) : [])
    for (const edit of maskAt(text, hidden)) edits.set(edit.start, edit);
  return [...edits.values()];
}

function serversIn(document: Document): Node | null {
  try {
    const { node, rest } = findPlace(document, ['mcp_servers']);
    return rest.length > 0 ? null : node;
  } catch {
    // YamlNotPatchable: the file as a whole is an alias.
    return null;
  }
}

function hiddenIn(document: Document): Hidden[] {
  const anchors = new Map<string, Node>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && node.anchor) anchors.set(node.anchor, node);
    },
  });
  const real = (node: unknown): unknown => (isAlias(node) ? anchors.get(node.source) : node);
  const servers = real(serversIn(document));
  return isMap(servers) ? new Search(real).inMapping(servers) : [];
}

/** Goes through the entries, also those that are written elsewhere and only named there. */
class Search {
  private readonly found: Hidden[] = [];

  constructor(private readonly real: (node: unknown) => unknown) {}

  inMapping(servers: YAMLMap, depth = 0): Hidden[] {
    if (depth > deepest) return this.found;
    for (const { key, value } of servers.items) {
      const there = this.real(value);
      if (!isMap(there)) continue;
      if (keyName(key) === '<<') this.inMapping(there, depth + 1);
      else this.inEntry(there);
    }
    return this.found;
  }

  private inEntry(entry: YAMLMap, depth = 0): void {
    if (depth > deepest) return;
    for (const { key, value } of entry.items) {
      const name = keyName(key);
      const there = this.real(value);
      if (name === 'env' || name === 'headers') this.all(there);
      else if (name === 'oauth' && isMap(there)) this.inOauth(there);
      else if (name === 'args' && isSeq(there)) this.inLine(there.items.map(this.real));
      else if (name === 'command') this.inLine([there]);
      else if (name === 'url') this.pieces(there, secretsInUrl);
      else if (name === '<<')
        for (const merged of isSeq(there) ? there.items.map(this.real) : [there])
          if (isMap(merged)) this.inEntry(merged, depth + 1);
    }
  }

  private all(node: unknown, depth = 0): void {
    const there = this.real(node);
    if (depth > deepest) return;
    if (isScalar(there)) this.found.push({ node: there, pieces: 'all' });
    else if (isPair(there)) this.all(there.value, depth + 1);
    else if (isMap(there) || isSeq(there))
      for (const item of there.items) this.all(item, depth + 1);
  }

  private inOauth(oauth: YAMLMap): void {
    for (const { key, value } of oauth.items) if (keyName(key) === 'client_secret') this.all(value);
  }

  /** What comes before a word may say that it is secret. */
  private inLine(nodes: readonly unknown[]): void {
    const words = nodes.map((node) => (isScalar(node) ? (scalarText(node.value) ?? '') : ''));
    nodes.forEach((node, index) => {
      const pieces = secretsInLine(words.slice(Math.max(0, index - 1), index + 1)).filter((piece) =>
        words[index]!.includes(piece),
      );
      if (isScalar(node) && pieces.length > 0) this.found.push({ node, pieces });
    });
  }

  private pieces(node: unknown, find: (text: string) => string[]): void {
    if (!isScalar(node)) return;
    const pieces = find(scalarText(node.value) ?? '');
    if (pieces.length > 0) this.found.push({ node, pieces });
  }
}

function maskAt(text: string, { node, pieces }: Hidden): TextEdit[] {
  const value = scalarText(node.value);
  if (value === null || value === '' || isReference(value) || !node.range) return [];
  const [start, end] = node.range;
  const written = text.slice(start, end);
  // A block of text keeps the end of its last line. What is written with escapes is hidden as a whole.
  const isPart = pieces !== 'all' && pieces.every((piece) => written.includes(piece));
  const masked = isPart ? maskedPart(written, pieces) : maskOf(value);
  return [{ start, end, text: written.endsWith('\n') ? `${masked}\n` : masked }];
}
