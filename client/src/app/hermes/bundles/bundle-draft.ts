import type {
  Bundle,
  BundleDraft,
} from '../../../../../server/hermes-state/bundles/bundles.contract';
import { bundleSlug } from '../../../../../server/hermes-state/bundles/bundle-slug.format';

/** What is edited: a bundle that is there, or a new one, perhaps like another. */
export interface EditedBundle {
  /** Absent: a new one. */
  readonly bundle?: Bundle;
  readonly like?: Bundle;
  readonly skillNames: readonly string[];
  /** File names by slug, of all bundles. */
  readonly taken: ReadonlyMap<string, string>;
}

export function beginningOf({ bundle, like }: EditedBundle): BundleDraft {
  const from = bundle ?? like;
  if (from === undefined) return { name: '', skills: [], description: '', instruction: '' };
  return {
    name: bundle === undefined ? `${from.name} copy` : from.name,
    skills: from.skills.map(({ name }) => name),
    description: from.isDescriptionGiven ? from.description : '',
    instruction: from.instruction,
  };
}

/** What is wrong with a draft, by field. */
export function problemsOf(
  { name, skills }: BundleDraft,
  { bundle, taken }: EditedBundle,
): Readonly<Record<'name' | 'skills', string | undefined>> {
  const slug = bundleSlug(name);
  const other = taken.get(slug);
  return {
    name:
      name.trim() === ''
        ? 'It needs a name.'
        : slug === ''
          ? 'It needs a Latin letter or a digit, by which it can be called.'
          : other !== undefined && other !== bundle?.fileName
            ? `/${slug} already calls the bundle in ${other}.`
            : undefined,
    skills: skills.length === 0 ? 'It needs at least one skill.' : undefined,
  };
}
