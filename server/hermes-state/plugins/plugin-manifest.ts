import { isRecord, recordOf } from '../accounts/identity.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { scalarText } from '../skills/scalar-text.ts';
import type { StateFile } from '../state-file.ts';
import type { PluginManifest } from './plugins.contract.ts';

const longestText = 2000;
const longestName = 200;
const mostItems = 200;

/** A manifest as Hermes takes it, and what is wrong with it. */
export interface ReadManifest {
  readonly manifest: PluginManifest;
  readonly problems: readonly string[];
}

const reasons: Readonly<Record<string, string>> = {
  too_large: 'it is larger than 1 MiB',
  not_regular: 'it is a link or no plain file',
  outside_root: 'it leads out of its folder',
  permission: 'this process may not read it',
  not_utf8: 'it is not UTF-8 text',
};

/** Never throws: one that cannot be read or parsed counts as empty, and the plugin has the name of its folder. */
export function readManifest(file: string, text: StateFile<string>, folder: string): ReadManifest {
  if (text.status !== 'present') {
    const reason = text.status === 'missing' ? 'it is gone' : (reasons[text.reason] ?? 'it failed');
    return { manifest: manifestOf({}, folder), problems: [`${file} cannot be read: ${reason}.`] };
  }
  const { value, problems, isBroken } = parseYaml(text.value.replace(/^\uFEFF/, ''));
  const [first] = problems;
  if (isBroken)
    return {
      manifest: manifestOf({}, folder),
      problems: [
        `${file} is not valid YAML (line ${first?.line ?? 1}): ${first?.message ?? 'unknown'} Hermes takes it for empty.`,
      ],
    };
  const isMapping = isRecord(value) || value === null;
  return {
    manifest: manifestOf(recordOf(value), folder),
    problems: isMapping ? [] : [`${file} holds no mapping. Hermes takes it for empty.`],
  };
}

/** `isSet` of its variables is not known yet. */
export function manifestOf(
  fields: Readonly<Record<string, unknown>>,
  folder: string,
): PluginManifest {
  const text = (name: string) => cut(scalarText(fields[name]) ?? '', longestText);
  return {
    name: cut(text('name').replaceAll(/\s+/g, ' '), longestName) || folder,
    version: cut(text('version'), longestName) || null,
    description: text('description'),
    author: text('author') || null,
    kind: cut(text('kind').toLowerCase(), longestName) || 'standalone',
    manifestVersion: text('manifest_version') || null,
    tools: namesIn(fields.provides_tools),
    hooks: namesIn(fields.provides_hooks),
    variables: listIn(fields.requires_env).flatMap((each) => {
      const name = scalarText(recordOf(each).name ?? each);
      const description = scalarText(recordOf(each).description);
      if (name === undefined) return [];
      return [
        {
          name: cut(name, longestName),
          description: description === undefined ? null : cut(description, longestText),
          isSet: null,
        },
      ];
    }),
  };
}

/** Names, or mappings with a name. */
function namesIn(value: unknown): string[] {
  return listIn(value).flatMap((each) => {
    const name = scalarText(recordOf(each).name ?? each);
    return name === undefined ? [] : [cut(name, longestName)];
  });
}

const listIn = (value: unknown): unknown[] =>
  Array.isArray(value) ? (value as unknown[]).slice(0, mostItems) : [];

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;
