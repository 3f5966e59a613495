import { parseYaml } from './yaml-text.ts';

/** How a file of Hermes is read. `text` and `env` are never invalid. */
export type TextFormat = 'yaml' | 'json' | 'env' | 'text';

export interface TextProblem {
  /** From 1; `null` where nobody can tell. */
  readonly line: number | null;
  readonly message: string;
}

/** Why a text cannot be what its format says; empty when it can. */
export function problemsOf(format: TextFormat, text: string): TextProblem[] {
  if (format === 'json') return isJson(text) ? [] : [{ line: null, message: 'It is not JSON.' }];
  if (format !== 'yaml') return [];
  const { isBroken, problems } = parseYaml(text);
  return isBroken ? problems.map(({ line, message }) => ({ line, message })) : [];
}

/** Hermes takes an empty file for an empty store, and a byte order mark for nothing. */
function isJson(text: string): boolean {
  const json = text.replace(/^\uFEFF/, '').trim();
  if (json === '') return true;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
