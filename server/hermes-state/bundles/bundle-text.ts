import { recordOf } from '../accounts/identity.ts';
import { removeInYaml, setInYaml } from '../files/yaml-patch.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { scalarText } from '../skills/scalar-text.ts';
import { bundleSlug } from './bundle-slug.format.ts';
import type { BundleDraft, SkipReason } from './bundles.contract.ts';

/** A bundle as Hermes 0.19 reads it from a file. */
export interface BundleText {
  readonly slug: string;
  readonly name: string;
  readonly skills: readonly string[];
  readonly description: string;
  readonly instruction: string;
}

export interface Skipped {
  readonly reason: SkipReason;
  readonly detail: string | null;
}

/** A bundle without a name goes by that of its file. */
export function readBundle(text: string, fileName: string): BundleText | Skipped {
  const { value, isBroken, problems } = parseYaml(text);
  if (isBroken) {
    const [first] = problems;
    const detail = first === undefined ? null : `Line ${first.line}: ${first.message}`;
    return { reason: 'unreadable', detail };
  }
  if (value === null) return { reason: 'empty', detail: null };
  if (typeof value !== 'object' || Array.isArray(value))
    return { reason: 'not_mapping', detail: null };
  const fields = recordOf(value);
  if (!Array.isArray(fields.skills)) return { reason: 'no_skills', detail: null };
  const skills = (fields.skills as unknown[]).map(textOf).filter((name) => name !== '');
  if (skills.length === 0) return { reason: 'no_skills', detail: null };
  const name = textOf(fields.name) || fileName.replace(/\.ya?ml$/, '');
  const slug = bundleSlug(name);
  if (slug === '') return { reason: 'empty_slug', detail: name };
  const [description, instruction] = [textOf(fields.description), textOf(fields.instruction)];
  return { slug, name, skills, description, instruction };
}

/** The text of a bundle after a change of what it says; all that was not changed stays as it stands there. */
export function withBundle(text: string, fileName: string, draft: BundleDraft): string {
  const before = readBundle(text, fileName);
  const was = 'reason' in before ? undefined : before;
  let after = text;
  if (was?.name !== draft.name) after = setInYaml(after, ['name'], draft.name);
  if (JSON.stringify(was?.skills) !== JSON.stringify(draft.skills))
    after = setInYaml(after, ['skills'], draft.skills);
  for (const field of ['description', 'instruction'] as const) {
    if ((was?.[field] ?? '') === draft[field]) continue;
    after =
      draft[field] === '' ? removeInYaml(after, [field]) : setInYaml(after, [field], draft[field]);
  }
  return after;
}

const textOf = (value: unknown): string => scalarText(value) ?? '';
