import { isDeepStrictEqual } from 'node:util';
import {
  applyEdits,
  findNodeAtLocation,
  modify,
  parseTree,
  type FormattingOptions,
  type JSONPath,
  type Node,
} from 'jsonc-parser';

const byteOrderMark = '\uFEFF';

/** A change cannot be made where it was meant to be, or would have no effect, as below a name that occurs twice. */
export class JsonShapeError extends Error {
  constructor(path: JSONPath) {
    super(`Nothing can be put at ${path.join('.')}.`);
  }
}

/**
 * A JSON text that is changed in places: everything else stays as it was written, numbers that JavaScript cannot hold,
 * unknown names, order and layout included. An absent or empty text counts as an empty object.
 */
export class JsonText {
  private readonly mark: string;
  private current = '';
  /** Of the current text; large texts are dear to parse. */
  private parsed: { readonly value: unknown } | undefined;
  private tree: Node | undefined;

  constructor(text: string | undefined) {
    this.mark = text?.startsWith(byteOrderMark) ? byteOrderMark : '';
    const json = (text ?? '').slice(this.mark.length);
    this.text = json.trim() === '' ? '{}\n' : json;
  }

  toString(): string {
    return this.mark + this.text;
  }

  private get text(): string {
    return this.current;
  }

  private set text(text: string) {
    this.current = text;
    this.parsed = undefined;
    this.tree = undefined;
  }

  /** All of it, not to be changed. Throws a `SyntaxError` for what is no JSON. */
  value(): unknown {
    this.parsed ??= { value: JSON.parse(this.text) as unknown };
    return this.parsed.value;
  }

  /** What lies at a path; `undefined` when nothing does. */
  at(path: JSONPath): unknown {
    return valueAt(this.value(), path);
  }

  /** The text of the value at a path, as it was written. */
  sourceAt(path: JSONPath): string | undefined {
    const node = this.nodeAt(path);
    return node && this.text.slice(node.offset, node.offset + node.length);
  }

  /** Puts a value there, with the objects around it if they are missing. Throws {@link JsonShapeError}. */
  set(path: JSONPath, value: unknown): void {
    this.modify(path, value, false);
    if (!isDeepStrictEqual(this.at(path), JSON.parse(JSON.stringify(value))))
      throw new JsonShapeError(path);
  }

  /** Throws {@link JsonShapeError} when it is still there afterwards; without effect when it is not there. */
  remove(path: JSONPath): void {
    const isItem = typeof path.at(-1) === 'number';
    const list = isItem ? this.at(path.slice(0, -1)) : undefined;
    if (this.at(path) === undefined) return;
    this.modify(path, undefined, false);
    const isGone = isItem
      ? (this.at(path.slice(0, -1)) as unknown[]).length === (list as unknown[]).length - 1
      : this.at(path) === undefined;
    if (!isGone) throw new JsonShapeError(path);
  }

  /** Puts a value into a list before the item at `index`; behind the last one when there are fewer. */
  insert(list: JSONPath, index: number, value: unknown): void {
    const there = this.at(list);
    if (there !== undefined && !Array.isArray(there)) throw new JsonShapeError(list);
    if (there === undefined || there.length === 0) return this.set(list, [value]);
    const place = Math.min(index, there.length);
    this.modify([...list, place], value, true);
    if (!isDeepStrictEqual(this.at([...list, place]), JSON.parse(JSON.stringify(value))))
      throw new JsonShapeError(list);
  }

  /** Puts a text that was written elsewhere in the place of a value. */
  replaceSource(path: JSONPath, source: string): void {
    const node = this.nodeAt(path);
    if (!node) throw new JsonShapeError(path);
    const { offset, length } = node;
    this.text = this.text.slice(0, offset) + source + this.text.slice(offset + length);
    if (!isDeepStrictEqual(this.at(path), JSON.parse(source))) throw new JsonShapeError(path);
  }

  /** Items of a list in another order, each as it was written: `order` names the old places of all of them. */
  reorder(list: JSONPath, order: readonly number[], change: (item: string, to: number) => string) {
    const items = this.nodeAt(list)?.children ?? [];
    if (items.length !== order.length || new Set(order).size !== order.length)
      throw new JsonShapeError(list);
    const source = (index: number) => {
      const node = items[index];
      if (!node) throw new JsonShapeError(list);
      return this.text.slice(node.offset, node.offset + node.length);
    };
    const changed = order.map((from, to) => change(source(from), to));
    let end = 0;
    const parts = items.flatMap(({ offset, length }, index) => {
      const between = this.text.slice(end, offset);
      end = offset + length;
      return [between, changed[index]!];
    });
    this.text = parts.join('') + this.text.slice(end);
    const expected = changed.map((item) => JSON.parse(item) as unknown);
    if (!isDeepStrictEqual(this.at(list), expected)) throw new JsonShapeError(list);
  }

  private nodeAt(path: JSONPath) {
    this.tree ??= parseTree(this.text);
    return this.tree && findNodeAtLocation(this.tree, path);
  }

  private modify(path: JSONPath, value: unknown, isArrayInsertion: boolean): void {
    const formattingOptions = layoutOf(this.text);
    const options = { isArrayInsertion, ...(formattingOptions && { formattingOptions }) };
    try {
      this.text = applyEdits(this.text, modify(this.text, path, value, options));
    } catch {
      // Something on the way is neither an object nor a list.
      throw new JsonShapeError(path);
    }
  }
}

function valueAt(value: unknown, path: JSONPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step))
      return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

/** How the text is laid out; nothing for one that is all on one line. */
function layoutOf(text: string): FormattingOptions | undefined {
  if (text === '{}\n') return { insertSpaces: true, tabSize: 2, eol: '\n' };
  const indent = /\n([ \t]+)\S/.exec(text)?.[1];
  if (indent === undefined) return undefined;
  return {
    insertSpaces: !indent.startsWith('\t'),
    // The first indented line of an entry that is patched by itself is deep already.
    tabSize: indent.length % 4 === 0 && !/\n {2}\S/.test(text) ? 4 : 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
