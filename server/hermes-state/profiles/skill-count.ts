import type { HermesHome } from '../hermes-home.ts';
import type { ProfileView } from './profiles.contract.ts';

/** `skills/<category>/<group>/<name>/SKILL.md` */
const deepest = 4;
const mostFolders = 2000;

/** Folders with a `SKILL.md` below `skills`; those of dots are Hermes' own. `null`: they cannot be read. */
export async function countSkills(
  home: HermesHome,
  profile: string,
): Promise<ProfileView['skills']> {
  let [count, seen, isCut] = [0, 0, false];
  const waiting = [{ path: home.pathIn(profile, 'skills'), depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const list = await home.list('hermes', next.path, mostFolders);
    if (list.status !== 'present') {
      if (next.depth === 0) return list.status === 'missing' ? { count: 0, isCut } : null;
      continue;
    }
    isCut ||= list.value.isCut;
    const { entries } = list.value;
    if (entries.some(({ name, kind }) => name === 'SKILL.md' && kind === 'file')) {
      count++;
      continue;
    }
    for (const { name, kind } of entries) {
      if (kind !== 'folder' || name.startsWith('.') || next.depth === deepest) continue;
      if (++seen > mostFolders) return { count, isCut: true };
      waiting.push({ path: `${next.path}/${name}`, depth: next.depth + 1 });
    }
  }
  return { count, isCut };
}
