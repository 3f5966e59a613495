import { recordOf } from '../accounts/identity.ts';
import { FileUnusable } from '../files/file.errors.ts';
import { setInYaml } from '../files/yaml-patch.ts';
import { parseYaml } from '../files/yaml-text.ts';

/** What `config.yaml` says under `skills`. */
export interface SkillSettings {
  /** As they are listed. */
  readonly disabled: readonly string[];
  /** By platform, such as `telegram`. */
  readonly disabledOn: ReadonlyMap<string, readonly string[]>;
  readonly externalFolders: readonly string[];
}

export function readSkillSettings(config: Readonly<Record<string, unknown>>): SkillSettings {
  const skills = recordOf(config.skills);
  return {
    disabled: namesIn(skills.disabled),
    disabledOn: new Map(
      Object.entries(recordOf(skills.platform_disabled)).map(([platform, names]) => [
        platform,
        namesIn(names),
      ]),
    ),
    externalFolders: namesIn(skills.external_dirs),
  };
}

/**
 * Lists names as disabled, or no more, and leaves all else of `config.yaml` as it is. Throws when `skills` is not what
 * Hermes expects, or cannot be changed alone.
 */
export function withSkillsEnabled(
  text: string | undefined,
  names: readonly string[],
  isEnabled: boolean,
): string {
  const { value } = parseYaml(text ?? '');
  const { skills } = recordOf(value);
  const isMapping = typeof skills === 'object' && !Array.isArray(skills);
  if (skills !== undefined && !isMapping) throw new FileUnusable('config.yaml', 'unexpected_shape');
  const before = namesIn(recordOf(skills).disabled);
  const after = isEnabled
    ? before.filter((name) => !names.includes(name))
    : [...before, ...names.filter((name) => !before.includes(name))];
  return after.length === before.length
    ? (text ?? '')
    : setInYaml(text ?? '', ['skills', 'disabled'], after);
}

/** A list, or one bare name. */
function namesIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((each) => {
    if (typeof each === 'number' || typeof each === 'boolean') return [String(each)];
    return typeof each === 'string' && each.trim() !== '' ? [each.trim()] : [];
  });
}
