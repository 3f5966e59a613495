import { LineCounter, parseAllDocuments, visit, type Document } from 'yaml';
import { pyYamlTags } from './yaml-schema.ts';
import { keyName, plainValue } from './yaml-value.ts';

/** Something wrong in a YAML text, with the line (from 1) it was seen on. */
export interface YamlProblem {
  readonly kind: 'error' | 'duplicate_key';
  readonly message: string;
  readonly line: number;
}

export interface ParsedYaml {
  /** Plain values only, copied for each alias; null when the text is broken or holds nothing. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Hermes cannot load it. Duplicate keys alone break nothing: the last one counts. */
  readonly isBroken: boolean;
}

/** What patching needs beyond the value. */
export interface ComposedYaml extends ParsedYaml {
  readonly document: Document | undefined;
}

export const yamlOptions = {
  version: '1.1',
  customTags: pyYamlTags,
  merge: true,
  uniqueKeys: false,
} as const;

/** Larger texts are refused: parsing them would hold everybody else up. */
export const maxYamlCharacters = 131_072;
const maxProblems = 100;

/** Reads a YAML text as Hermes would (PyYAML, YAML 1.1). Never throws; hostile texts are broken ones. */
export function parseYaml(text: string): ParsedYaml {
  const { value, problems, isBroken } = composeYaml(text);
  return { value, problems, isBroken };
}

/** `parseYaml`, with the document and the places of its parts in the text. */
export function composeYaml(text: string): ComposedYaml {
  const refusal = refusalOf(text);
  if (refusal) return broken([refusal]);
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  let documents: Document[];
  try {
    documents = parseAllDocuments(text, {
      ...yamlOptions,
      lineCounter: lines,
      keepSourceTokens: true,
      prettyErrors: false,
    });
  } catch (error) {
    // A stack overflow, for instance.
    return broken([{ kind: 'error', message: messageOf(error), line: 1 }]);
  }
  const [document, second] = documents;
  if (!document) return { value: null, problems: [], isBroken: false, document: undefined };
  const problems: YamlProblem[] = documents.flatMap(({ errors, warnings }) =>
    [...errors, ...warnings].slice(0, maxProblems).map(({ message, pos }) => ({
      kind: 'error' as const,
      message: firstLine(message),
      line: lineAt(pos[0]),
    })),
  );
  if (second) {
    const line = lineAt(second.range?.[0] ?? 0);
    problems.push({ kind: 'error', message: 'A second document begins here.', line });
  }
  if (problems.length > 0) return broken(problems);
  try {
    const value = plainValue(document);
    return { value, problems: duplicateKeys(document, lineAt), isBroken: false, document };
  } catch (error) {
    return broken([{ kind: 'error', message: messageOf(error), line: 1 }]);
  }
}

function broken(problems: readonly YamlProblem[]): ComposedYaml {
  return { value: null, problems, isBroken: true, document: undefined };
}

/** What PyYAML does not accept as text at all, and what is too much to look at. */
function refusalOf(text: string): YamlProblem | undefined {
  if (text.length > maxYamlCharacters)
    return { kind: 'error', message: 'The text is larger than 128 KiB.', line: 1 };
  // eslint-disable-next-line no-control-regex
  const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Cs}/u.exec(text);
  const deep = control ? undefined : tooDeepAt(text);
  const at = control?.index ?? deep;
  if (at === undefined) return undefined;
  const message = control ? 'A character that no YAML text may contain.' : 'Nested too deeply.';
  return { kind: 'error', message, line: text.slice(0, at).split('\n').length };
}

/** Where brackets pile up (`[[[[…`): they would be parsed before their depth was known. Counts generously. */
function tooDeepAt(text: string): number | undefined {
  return /(?:[[{][ \t\r\n]*){64}|(?:[-?][ \t]+){64}/.exec(text)?.index;
}

function duplicateKeys(document: Document, lineAt: (offset: number) => number): YamlProblem[] {
  const found: YamlProblem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = keyName(key);
        if (name === undefined || name === '<<') continue;
        const line = lineAt((key as { range?: [number, number, number] }).range?.[0] ?? 0);
        if (seen.has(name) && found.length < maxProblems)
          found.push({
            kind: 'duplicate_key',
            message: `"${name}" stands twice in one mapping; the last one counts.`,
            line,
          });
        seen.add(name);
      }
    },
  });
  return found;
}

function firstLine(message: string): string {
  return message.split('\n')[0]!;
}

function messageOf(error: unknown): string {
  return firstLine(error instanceof Error ? error.message : String(error));
}
