import { isDeepStrictEqual } from 'node:util';
import { isRecord, valueAt } from '../files/plain-values.ts';
import { removeInYaml, setInYaml } from '../files/yaml-patch.ts';
import { YamlNotPatchable } from '../files/yaml-not-patchable.ts';
import { parseYaml } from '../files/yaml-text.ts';

interface Difference {
  readonly path: readonly string[];
  /** Undefined: it was taken away. */
  readonly value: unknown;
}

/**
 * Makes what changed from `base` to `mine` to `theirs`. Only values travel, not comments. Where both changed the same
 * setting differently, mine is taken and the setting is named. Throws YamlNotPatchable.
 */
export function mergedConfig(
  base: string,
  mine: string,
  theirs: string,
): { text: string; conflicts: string[] } {
  const [before, here, there] = [base, mine, theirs].map((text) => {
    const { value, isBroken } = parseYaml(text);
    if (isBroken) throw new YamlNotPatchable('One of the versions is not valid YAML.');
    return value ?? {};
  });
  const conflicts: string[] = [];
  const text = differences(before, here, []).reduce((kept, { path, value }) => {
    const old = valueAt(before, path);
    const now = valueAt(there, path);
    if (!isDeepStrictEqual(now, old) && !isDeepStrictEqual(now, value))
      conflicts.push(path.join('.'));
    return value === undefined ? removeInYaml(kept, path) : setInYaml(kept, path, value);
  }, theirs);
  return { text, conflicts };
}

/** The deepest places at which two values differ; lists count as a whole. */
function differences(before: unknown, after: unknown, path: readonly string[]): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ path, value: after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => differences(before[name], after[name], [...path, name]));
}
