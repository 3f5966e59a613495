import { recordOf } from '../accounts/identity.ts';
import { parseYaml } from '../files/yaml-text.ts';

/** Hermes reads no further, in characters. */
export const charactersRead = 4000;
const longestName = 64;
const longestDescription = 1024;

/** What Hermes 0.19 makes of the beginning of a SKILL.md. */
export interface Frontmatter {
  /** Absent: it goes by the name of its folder. */
  readonly name: string | undefined;
  readonly description: string;
  readonly version: string | null;
  readonly author: string | null;
  readonly license: string | null;
  readonly tags: readonly string[];
  readonly platforms: readonly string[];
  readonly environments: readonly string[];
  /** Environment variables that it needs. */
  readonly variables: readonly string[];
  /** It is not YAML, and was taken line by line. */
  readonly isBroken: boolean;
}

export function readFrontmatter(beginning: string): Frontmatter {
  const text = beginning
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r\n?/g, '\n')
    .slice(0, charactersRead);
  const { yaml, body } = partsOf(text);
  const { fields, isBroken } = fieldsOf(yaml);
  const hermes = recordOf(recordOf(fields.metadata).hermes);
  return {
    name: textOf(fields.name)?.slice(0, longestName),
    description: (textOf(fields.description) ?? firstLineOf(body)).slice(0, longestDescription),
    version: textOf(fields.version) ?? null,
    author: textOf(fields.author) ?? null,
    license: textOf(fields.license) ?? null,
    tags: [...new Set([...textsOf(fields.tags), ...textsOf(hermes.tags)])],
    platforms: textsOf(fields.platforms).map((each) => each.toLowerCase()),
    environments: textsOf(fields.environments).map((each) => each.toLowerCase()),
    variables: variablesOf(fields),
    isBroken,
  };
}

function partsOf(text: string): { readonly yaml: string; readonly body: string } {
  if (!text.startsWith('---')) return { yaml: '', body: text };
  const end = /\n---\s*\n/.exec(text.slice(3));
  if (end === null) return { yaml: '', body: text };
  return { yaml: text.slice(3, 3 + end.index), body: text.slice(3 + end.index + end[0].length) };
}

function fieldsOf(yaml: string): {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isBroken: boolean;
} {
  const { value, isBroken } = parseYaml(yaml);
  if (!isBroken) return { fields: recordOf(value), isBroken };
  const fields = new Map<string, string>();
  for (const line of yaml.split('\n')) {
    const colon = line.indexOf(':');
    if (colon !== -1) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return { fields: Object.fromEntries(fields), isBroken };
}

/** Newer skills list what they need with a prompt, older ones by name. */
function variablesOf(fields: Readonly<Record<string, unknown>>): string[] {
  const needed = fields.required_environment_variables;
  const listed = Array.isArray(needed)
    ? (needed as unknown[]).flatMap((each) => textOf(each) ?? textOf(recordOf(each).name) ?? [])
    : [];
  return [...new Set([...listed, ...textsOf(recordOf(fields.prerequisites).env_vars)])];
}

function firstLineOf(body: string): string {
  const lines = body.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function textsOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((each) => textOf(each) ?? []);
}
