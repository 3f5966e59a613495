import type { Document } from 'yaml';
import { YamlNotPatchable } from './yaml-not-patchable.ts';
import { lineEndOf, styleOf } from './yaml-places.ts';
import { composeYaml } from './yaml-text.ts';
import type { YamlStyle } from './yaml-writing.ts';

/** A text that parsed, and how it is written. */
export interface YamlSource {
  readonly text: string;
  readonly document: Document;
  /** An empty text says as much as an empty mapping. */
  readonly value: unknown;
  readonly style: YamlStyle;
}

/** Line ends of YAML 1.1 that nobody sees: places in the text would be counted differently. */
const oddLineEnd = /\r(?!\n)|[\u0085\u2028\u2029]/;

/** Throws YamlNotPatchable for a text that does not parse. */
export function readSource(text: string): YamlSource {
  const { document, value, isBroken } = composeYaml(text);
  if (isBroken) throw new YamlNotPatchable('The text is not valid YAML as it stands.');
  if (oddLineEnd.test(text))
    throw new YamlNotPatchable('The text has line ends of an unusual kind.');
  const known = document ?? composeYaml('{}').document!;
  if (!document) known.contents = null;
  return {
    text,
    document: known,
    value: value ?? {},
    style: {
      ...styleOf(known, text),
      lineEnd: lineEndOf(text),
      isOpenEnd: /[^\n\uFEFF]$/.test(text),
    },
  };
}
