import { Injectable } from '@nestjs/common';
import { versionOf } from '../files/file-version.ts';
import { HermesHome } from '../hermes-home.ts';
import { SkillsReader } from '../skills/skills-reader.ts';
import { inBatches } from '../skills/skill-walk.ts';
import { sourceOf, type FolderEntry } from '../state-file.ts';
import { readBundle } from './bundle-text.ts';
import type { Bundle, Bundles, SkippedBundle } from './bundles.contract.ts';

const mostFiles = 500;

type SkillStates = ReadonlyMap<string, Bundle['skills'][number]['state']>;

/** The bundles of a profile, and the files that Hermes does not take for one. */
@Injectable()
export class BundlesReader {
  constructor(
    private readonly home: HermesHome,
    private readonly skills: SkillsReader,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Bundles> {
    const { skills } = await this.skills.read(profile);
    const states: SkillStates = new Map(
      skills
        .toReversed()
        .map((skill) => [
          skill.name,
          skill.hiddenBy !== null ? 'hidden' : skill.isEnabled ? 'enabled' : 'disabled',
        ]),
    );
    const folder = this.home.pathIn(profile, 'skill-bundles');
    const list = await this.home.list('hermes', folder);
    const entries = list.status === 'present' ? list.value.entries : [];
    const files = inOrder(entries);
    const read = await inBatches(files.slice(0, mostFiles), (file) =>
      this.readOne(folder, file, states),
    );
    const bundles: Bundle[] = [];
    const skipped: SkippedBundle[] = [];
    for (const one of read) {
      const first = 'slug' in one ? bundles.find(({ slug }) => slug === one.slug) : undefined;
      if (!('slug' in one)) skipped.push(one);
      else if (first === undefined) bundles.push(one);
      else
        skipped.push({
          fileName: one.fileName,
          reason: 'slug_taken',
          detail: `/${one.slug} is ${first.fileName}`,
        });
    }
    bundles.sort((one, other) => (one.slug < other.slug ? -1 : 1));
    return {
      profile,
      folder: sourceOf(folder, list),
      bundles,
      skipped,
      isCut: files.length > mostFiles || (list.status === 'present' && list.value.isCut),
      skillNames: [...states.keys()].sort(),
    };
  }

  private async readOne(
    folder: string,
    { name: fileName, bytes, modifiedAt }: FolderEntry,
    states: SkillStates,
  ): Promise<Bundle | SkippedBundle> {
    const path = `${folder}/${fileName}`;
    const file = await this.home.readText('hermes', path);
    if (file.status !== 'present')
      return { fileName, reason: 'unreadable', detail: sourceOf(path, file).reason };
    const bundle = readBundle(file.value, fileName);
    if ('reason' in bundle) return { fileName, ...bundle };
    const { slug, name, skills, description, instruction } = bundle;
    return {
      slug,
      name,
      fileName,
      description: description || `Load ${skills.length} skills as a bundle`,
      isDescriptionGiven: description !== '',
      instruction,
      skills: skills.map((skill) => ({ name: skill, state: states.get(skill) ?? 'missing' })),
      version: versionOf(file.value),
      bytes,
      modifiedAt,
    };
  }
}

/** Hermes reads `*.yaml` and then `*.yml`, each by name. */
function inOrder(entries: readonly FolderEntry[]): FolderEntry[] {
  const found = entries.filter(({ kind }) => kind === 'file' || kind === 'link');
  return ['.yaml', '.yml'].flatMap((ending) =>
    found.filter(({ name }) => name.endsWith(ending) && !name.startsWith('.')),
  );
}
