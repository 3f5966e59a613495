import { Injectable } from '@nestjs/common';
import { HermesCommand } from '../commands/hermes-command.ts';
import { parseEnv } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { mapState, sourceOf, type StateFile } from '../state-file.ts';
import { hiddenBy } from './skill-environment.ts';
import { filesIn, hashOf, readBeginning } from './skill-folder.ts';
import { readFrontmatter, type Frontmatter } from './skill-frontmatter.ts';
import { bundledRecords, hubRecords, usageRecords } from './skill-records.ts';
import { readSkillSettings, type SkillSettings } from './skill-settings.ts';
import { inBatches, walkSkills, type FoundSkill } from './skill-walk.ts';
import type { Skill, SkillProblem, Skills } from './skills.contract.ts';

const mostCached = 10_000;

interface Records {
  readonly settings: SkillSettings;
  readonly hub: ReturnType<typeof hubRecords>;
  readonly bundled: ReturnType<typeof bundledRecords>;
  readonly usage: ReturnType<typeof usageRecords>;
  /** Names of variables with a value. */
  readonly variables: ReadonlySet<string>;
  readonly configVersion: string | null;
  readonly sources: readonly SourceFile[];
}

/** The skills of a profile, as `hermes skills list` tells them, and more. */
@Injectable()
export class SkillsReader {
  /** By path, size and time: what was read of a file that has not changed. */
  private readonly frontmatters = new Map<string, StateFile<Frontmatter>>();
  private readonly hashes = new Map<string, string | null>();

  constructor(
    private readonly home: HermesHome,
    private readonly command: HermesCommand,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Skills> {
    await this.home.requireProfile(profile);
    const folder = this.home.pathIn(profile, 'skills');
    const [records, walk, archive, optedOut] = await Promise.all([
      this.records(profile),
      walkSkills(this.home, folder),
      this.home.list('hermes', `${folder}/.archive`),
      this.home.facts('hermes', this.home.pathIn(profile, '.no-bundled-skills')),
    ]);
    const { skills, problems } = await this.skillsOf(walk.skills, records);
    const { settings } = records;
    return {
      profile,
      sources: [...records.sources],
      configVersion: records.configVersion,
      disabled: [...settings.disabled],
      skills,
      problems: [...walk.problems, ...problems],
      isCut: walk.isCut,
      archived:
        archive.status === 'present'
          ? archive.value.entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name)
          : [],
      externalFolders: [...settings.externalFolders],
      isOptedOut: optedOut.status === 'present',
      unavailableReason: this.command.unavailableReason,
    };
  }

  private async skillsOf(
    found: readonly FoundSkill[],
    records: Records,
  ): Promise<{ readonly skills: Skill[]; readonly problems: SkillProblem[] }> {
    const read = await inBatches(found, (skill) => this.frontmatterOf(skill));
    const firsts = new Map<string, string>();
    const problems: SkillProblem[] = [];
    const skills = await inBatches(
      found.flatMap((skill, index) => {
        const frontmatter = read[index]!;
        if (frontmatter.status !== 'present') {
          const { reason } = sourceOf(skill.file, frontmatter);
          problems.push({ file: skill.file, reason: reason ?? 'io_error' });
          return [];
        }
        const name = nameOf(skill, frontmatter.value);
        const shadowedBy = firsts.get(name) ?? null;
        if (shadowedBy === null) firsts.set(name, skill.folder);
        return [{ skill, name, frontmatter: frontmatter.value, shadowedBy }];
      }),
      async ({ skill, name, frontmatter, shadowedBy }) => ({
        ...describe(skill, name, frontmatter, records),
        shadowedBy,
        isModified: await this.isModified(skill, records.bundled.get(name)),
      }),
    );
    return { skills, problems };
  }

  private async frontmatterOf(skill: FoundSkill): Promise<StateFile<Frontmatter>> {
    const key = `${skill.file} ${skill.bytes} ${skill.modifiedAt}`;
    const known = this.frontmatters.get(key);
    if (known !== undefined) return known;
    const read = mapState(await readBeginning(this.home, skill.file), readFrontmatter);
    keep(this.frontmatters, key, read);
    return read;
  }

  private async isModified(
    { file }: FoundSkill,
    original: string | null | undefined,
  ): Promise<boolean | null> {
    if (original === undefined || original === null) return null;
    const folder = file.slice(0, -'/SKILL.md'.length);
    const files = await filesIn(this.home, folder);
    const key = JSON.stringify([folder, files]);
    const known = this.hashes.get(key);
    const hash = known === undefined ? await hashOf(this.home, folder, files) : known;
    keep(this.hashes, key, hash);
    return hash === null ? null : hash !== original;
  }

  private async records(profile: string): Promise<Records> {
    const at = (path: string) => this.home.pathIn(profile, path);
    const paths = {
      config: at('config.yaml'),
      lock: at('skills/.hub/lock.json'),
      manifest: at('skills/.bundled_manifest'),
      usage: at('skills/.usage.json'),
      env: at('.env'),
    };
    const [config, lock, manifest, usage, env] = await Promise.all([
      this.home.readYaml('hermes', paths.config),
      this.home.readJson('hermes', paths.lock),
      this.home.readText('hermes', paths.manifest),
      this.home.readJson('hermes', paths.usage),
      this.home.readText('hermes', paths.env),
    ]);
    const isBroken = config.status === 'present' && config.value.isBroken;
    const state: StateFile<unknown> = isBroken
      ? { status: 'unreadable', reason: 'not_yaml' }
      : config;
    const text = config.status === 'present' ? config.value.text : undefined;
    return {
      settings: readSkillSettings(valueOf(config)?.value ?? {}),
      hub: hubRecords(valueOf(lock) ?? {}),
      bundled: bundledRecords(valueOf(manifest) ?? ''),
      usage: usageRecords(valueOf(usage) ?? {}),
      variables: new Set(
        [...parseEnv(valueOf(env) ?? '').values].flatMap(([key, value]) => (value ? [key] : [])),
      ),
      configVersion: state.status === 'unreadable' ? null : versionOf(text),
      sources: [
        sourceOf(paths.config, state),
        sourceOf(paths.lock, lock),
        sourceOf(paths.manifest, manifest),
        sourceOf(paths.usage, usage),
        sourceOf(paths.env, env),
      ],
    };
  }
}

function describe(
  skill: FoundSkill,
  name: string,
  frontmatter: Frontmatter,
  { settings, hub: hubs, bundled, usage, variables }: Records,
): Omit<Skill, 'shadowedBy' | 'isModified'> {
  const { description, version, author, license, tags, platforms, environments } = frontmatter;
  const hub = hubs.get(name);
  const source = hub ? 'hub' : bundled.has(name) ? 'builtin' : 'local';
  const hidden = hiddenBy(platforms, environments);
  const parts = skill.folder.split('/');
  return {
    name,
    folder: skill.folder,
    file: skill.file,
    category: parts.length > 1 ? parts[0]! : null,
    description,
    version,
    author,
    license,
    tags: [...tags],
    source,
    origin: hub?.source ?? source,
    trust: hub?.trust ?? source,
    hub: hub
      ? {
          identifier: hub.identifier,
          verdict: hub.verdict,
          installedAt: hub.installedAt,
          updatedAt: hub.updatedAt,
        }
      : null,
    isEnabled: !settings.disabled.includes(name),
    disabledOn: [...settings.disabledOn]
      .filter(([, names]) => names.includes(name))
      .map(([platform]) => platform),
    hiddenBy: hidden,
    limitedTo: hidden === 'platform' ? [...platforms] : hidden ? [...environments] : [],
    isFrontmatterBroken: frontmatter.isBroken,
    missingVariables: frontmatter.variables.filter((variable) => !variables.has(variable)),
    usage: usage.get(name) ?? null,
    bytes: skill.bytes,
    modifiedAt: skill.modifiedAt,
  };
}

const nameOf = ({ folder }: FoundSkill, { name }: Frontmatter): string =>
  name ?? (folder.split('/').at(-1) || 'skills');

const valueOf = <T>(file: StateFile<T>): T | undefined =>
  file.status === 'present' ? file.value : undefined;

/** The oldest leave. */
function keep<T>(cache: Map<string, T>, key: string, value: T): void {
  cache.delete(key);
  cache.set(key, value);
  if (cache.size > mostCached) cache.delete(cache.keys().next().value!);
}
