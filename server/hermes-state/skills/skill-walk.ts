import type { HermesHome } from '../hermes-home.ts';
import type { FolderEntry, FolderList, StateFile } from '../state-file.ts';
import type { SkillProblem } from './skills.contract.ts';

/** As Hermes' own walk, which looks into none of these. */
const pruned = new Set([
  '.git',
  '.github',
  '.hub',
  '.archive',
  '.venv',
  'venv',
  'node_modules',
  '__pycache__',
  'site-packages',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
]);
const prunedInSkill = new Set(['references', 'templates', 'assets', 'scripts']);
const deepest = 8;
const mostFolders = 5000;
const mostSkills = 2000;
const mostProblems = 100;
const atOnce = 16;

export interface FoundSkill {
  /** Below `skills`; empty for a SKILL.md in `skills` itself. */
  readonly folder: string;
  /** Its SKILL.md, below the root. */
  readonly file: string;
  readonly bytes: number;
  readonly modifiedAt: string;
}

export interface SkillWalk {
  /** By path. */
  readonly skills: readonly FoundSkill[];
  readonly problems: readonly SkillProblem[];
  readonly isCut: boolean;
}

interface Visit {
  readonly path: string;
  /** Where the folders above it really lie. */
  readonly trail: readonly string[];
  readonly isLink: boolean;
}

/**
 * Finds every SKILL.md below a folder. Links are followed as Hermes does, but not out of the root and not in circles;
 * those are named. `skills` is the path below the root.
 */
export async function walkSkills(home: HermesHome, skills: string): Promise<SkillWalk> {
  const found: FoundSkill[] = [];
  const problems: SkillProblem[] = [];
  let folders = 0;
  let isCut = false;
  let level: Visit[] = [{ path: skills, trail: [], isLink: false }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest || folders + level.length > mostFolders) {
      isCut = true;
      level = level.slice(0, depth > deepest ? 0 : Math.max(0, mostFolders - folders));
    }
    folders += level.length;
    const lists = await inBatches(level, ({ path }) => home.list('hermes', path));
    const next: Visit[] = [];
    level.forEach((visit, index) => {
      const list = lists[index]!;
      const problem = problemOf(visit, list);
      if (problem !== undefined) problems.push({ file: visit.path, reason: problem });
      if (problem !== undefined || list.status !== 'present') return;
      isCut ||= list.value.isCut;
      const own = list.value.entries.find(({ name }) => name === 'SKILL.md');
      if (own !== undefined) found.push(skillOf(visit.path, skills, own));
      next.push(...below(visit, list.value, own !== undefined));
    });
    level = next;
  }
  found.sort((one, other) => (one.file < other.file ? -1 : 1));
  isCut ||= found.length > mostSkills || problems.length > mostProblems;
  return { skills: found.slice(0, mostSkills), problems: problems.slice(0, mostProblems), isCut };
}

function problemOf(visit: Visit, list: StateFile<FolderList>): string | undefined {
  if (list.status === 'present')
    return visit.trail.some((place) => isWithin(place, list.value.place)) ? 'circle' : undefined;
  if (list.status === 'missing') return visit.isLink ? 'broken_link' : undefined;
  // A link to a file concerns nobody.
  return visit.isLink && list.reason === 'not_regular' ? undefined : list.reason;
}

const isWithin = (place: string, folder: string): boolean =>
  place === folder || place.startsWith(`${folder}/`) || folder === '';

function below(visit: Visit, { place, entries }: FolderList, isSkill: boolean): Visit[] {
  const trail = [...visit.trail, place];
  return entries
    .filter(({ kind }) => kind === 'folder' || kind === 'link')
    .filter(({ name }) => !pruned.has(name) && !(isSkill && prunedInSkill.has(name)))
    .filter(({ name }) => name !== 'SKILL.md')
    .map(({ name, kind }) => ({ path: `${visit.path}/${name}`, trail, isLink: kind === 'link' }));
}

function skillOf(path: string, skills: string, { bytes, modifiedAt }: FolderEntry): FoundSkill {
  return { folder: path.slice(skills.length + 1), file: `${path}/SKILL.md`, bytes, modifiedAt };
}

/** Not all at once: each takes handles of the system. */
export async function inBatches<T, U>(
  items: readonly T[],
  work: (item: T) => Promise<U>,
): Promise<U[]> {
  const results: U[] = Array<U>(items.length);
  let index = 0;
  const one = async () => {
    while (index < items.length) {
      const mine = index++;
      results[mine] = await work(items[mine]!);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return results;
}
