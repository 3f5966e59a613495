import type { ParamMap } from '@angular/router';
import type { Skill } from '../../../../../server/hermes-state/skills/skills.contract';
import type { Tone } from '../../ui/badge';
import type { Sort } from '../../ui/data-table/column';
import type { FilterField } from '../../ui/filter-bar';
import type { IconName } from '../../ui/icon';
import { sortOf } from '../../ui/list-address';

/** Which skills are shown, as it stands in the address. */
export interface SkillView {
  readonly search: string;
  readonly source: string | undefined;
  readonly status: string | undefined;
  readonly category: string | undefined;
  readonly sort: Sort;
}

/** How a skill stands, for the list. */
export interface SkillState {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

export const statusWords = {
  enabled: 'Enabled',
  disabled: 'Disabled',
  hidden: 'Not for this system',
  modified: 'Changed since it came',
  troubled: 'Needs attention',
} as const;
type Status = keyof typeof statusWords;

export const sourceWords = {
  hub: 'From a registry',
  builtin: 'From Hermes',
  local: 'Local',
} as const;

export function viewOf(query: ParamMap): SkillView {
  return {
    search: query.get('search')?.slice(0, 80) ?? '',
    source: query.get('source') ?? undefined,
    status: query.get('status') ?? undefined,
    category: query.get('category') ?? undefined,
    sort: sortOf(query, 'category'),
  };
}

export function fieldsFor(skills: readonly Skill[]): readonly FilterField[] {
  const categories = [...new Set(skills.map(({ category }) => category ?? ''))].sort();
  return [
    { key: 'source', label: 'Source', options: optionsOf(sourceWords) },
    { key: 'status', label: 'Status', options: optionsOf(statusWords) },
    {
      key: 'category',
      label: 'Category',
      options: categories.map((name) => ({ value: name || '-', label: name || 'None' })),
    },
  ];
}

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

export function stateOf(skill: Skill): SkillState {
  if (skill.shadowedBy !== null) return { word: 'Shadowed', tone: 'warning', icon: 'copy' };
  if (skill.hiddenBy !== null) return { word: 'Not here', tone: 'muted', icon: 'blocked' };
  return skill.isEnabled
    ? { word: 'Enabled', tone: 'good', icon: 'check' }
    : { word: 'Disabled', tone: 'muted', icon: 'blocked' };
}

/** What somebody should look at, in words. */
export function troublesOf(skill: Skill): string[] {
  return [
    ...(skill.isFrontmatterBroken
      ? ['Its frontmatter is not valid YAML; Hermes takes it line by line.']
      : []),
    ...(skill.shadowedBy === null
      ? []
      : [`Another skill of this name comes first and is taken instead: ${skill.shadowedBy}.`]),
    ...(skill.missingVariables.length > 0
      ? [`Not set in .env: ${skill.missingVariables.join(', ')}.`]
      : []),
    ...(skill.usage?.state === 'stale' ? ['The curator calls it stale.'] : []),
  ];
}

/** The skills that match, in the wanted order. */
export function matching(skills: readonly Skill[], view: SkillView): readonly Skill[] {
  const words = view.search.toLowerCase();
  const found = skills.filter(
    (skill) =>
      (view.source === undefined || skill.source === view.source) &&
      (view.category === undefined || (skill.category ?? '-') === view.category) &&
      (view.status === undefined || hasStatus(skill, view.status as Status)) &&
      `${skill.name} ${skill.folder} ${skill.description} ${skill.tags.join(' ')}`
        .toLowerCase()
        .includes(words),
  );
  const turn = view.sort.direction === 'descending' ? -1 : 1;
  const order = orders[view.sort.key] ?? orders.category!;
  return found.sort((one, other) => turn * order(one, other) || byText(one.name, other.name));
}

export const usesOf = ({ usage }: Skill): number =>
  usage === null ? 0 : usage.uses + usage.views + usage.patches;

function hasStatus(skill: Skill, status: Status): boolean {
  switch (status) {
    case 'enabled':
      return skill.isEnabled && skill.hiddenBy === null && skill.shadowedBy === null;
    case 'disabled':
      return !skill.isEnabled;
    case 'hidden':
      return skill.hiddenBy !== null;
    case 'modified':
      return skill.isModified === true;
    case 'troubled':
      return troublesOf(skill).length > 0;
    default:
      return true;
  }
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const orders: Readonly<Record<string, (one: Skill, other: Skill) => number>> = {
  name: (one, other) => byText(one.name, other.name),
  category: (one, other) => byText(one.category ?? '', other.category ?? ''),
  source: (one, other) => byText(one.source, other.source),
  status: (one, other) => byText(stateOf(one).word, stateOf(other).word),
  uses: (one, other) => usesOf(one) - usesOf(other),
  lastUsed: (one, other) => byText(one.usage?.lastUsedAt ?? '', other.usage?.lastUsedAt ?? ''),
};
