import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import type { Job } from '../commands/jobs.contract.ts';
import type { InstallSkill, Skill, Skills, SkillVerb } from './skills.contract.ts';
import { SkillLocked } from './skills.errors.ts';
import { SkillsReader } from './skills-reader.ts';

/** It fetches from the network and scans what came. */
const installMs = 300_000;
const usualMs = 60_000;

interface Verb {
  readonly words: string;
  readonly args: (name: string) => readonly string[];
  readonly input?: string;
  /** Why it cannot be done with this skill; nothing when it can. */
  readonly refusal: (skill: Skill | undefined, skills: Skills, name: string) => string | undefined;
  readonly verify: (after: Skills, name: string) => Verdict;
}

const isCurated = (skill: Skill | undefined): string | undefined =>
  skill?.source === 'local' ? undefined : 'Only skills of the agent and of people are curated.';
const skillIn = ({ skills }: Skills, name: string): Skill | undefined =>
  skills.find((skill) => skill.name === name && skill.shadowedBy === null);
const verdict = (isAsWanted: boolean, wanted: string, other: string): Verdict => ({
  isAsWanted,
  text: isAsWanted ? wanted : other,
});
const pinned = (isWanted: boolean) => (after: Skills, name: string) => {
  const isPinned = skillIn(after, name)?.usage?.isPinned === true;
  return verdict(
    isPinned === isWanted,
    isPinned ? 'It is pinned.' : 'It is not pinned.',
    isPinned ? 'It is still pinned.' : 'It is not pinned.',
  );
};

const verbs: Readonly<Record<SkillVerb, Verb>> = {
  uninstall: {
    words: 'Uninstall',
    args: (name) => ['skills', 'uninstall', name],
    input: 'y\n',
    refusal: (skill) =>
      skill?.source === 'hub' ? undefined : 'Only skills from a registry can be uninstalled.',
    verify: (after, name) =>
      verdict(
        skillIn(after, name)?.source !== 'hub',
        'It is not installed any more.',
        'It is still installed.',
      ),
  },
  reset: {
    words: 'Reset',
    args: (name) => ['skills', 'reset', name, '--restore', '--yes'],
    refusal: (skill) =>
      skill?.source === 'builtin' ? undefined : 'Only skills that come with Hermes can be reset.',
    verify: (after, name) => {
      const skill = skillIn(after, name);
      return verdict(
        skill !== undefined && skill.isModified !== true,
        'It is as it comes with Hermes.',
        skill === undefined ? 'It is gone.' : 'It still differs from how it came.',
      );
    },
  },
  pin: {
    words: 'Pin',
    args: (name) => ['curator', 'pin', name],
    refusal: isCurated,
    verify: pinned(true),
  },
  unpin: {
    words: 'Unpin',
    args: (name) => ['curator', 'unpin', name],
    refusal: isCurated,
    verify: pinned(false),
  },
  archive: {
    words: 'Archive',
    args: (name) => ['curator', 'archive', name],
    refusal: (skill) =>
      skill?.usage?.isPinned ? 'It is pinned: unpin it first.' : isCurated(skill),
    verify: (after, name) =>
      verdict(
        skillIn(after, name) === undefined,
        'It is in the archive.',
        'It is still offered to the agent.',
      ),
  },
  restore: {
    words: 'Restore',
    args: (name) => ['curator', 'restore', name],
    refusal: (_, { archived }, name) =>
      archived.includes(name) ? undefined : 'It is not in the archive.',
    verify: (after, name) =>
      verdict(skillIn(after, name) !== undefined, 'It is back.', 'It is not back.'),
  },
};

/** Verbs of the `hermes` command about skills. Many exit with 0 whatever happened, so the files are read afterwards. */
@Injectable()
export class SkillVerbRunner {
  constructor(
    private readonly reader: SkillsReader,
    private readonly jobs: Jobs,
  ) {}

  /** Throws `NotFound`, {@link SkillLocked}, and as {@link Jobs.start} does. */
  async run(profile: string, verb: SkillVerb, name: string): Promise<Job> {
    const before = await this.reader.read(profile);
    const { words, args, input, refusal, verify } = verbs[verb];
    const skill = skillIn(before, name);
    if (skill === undefined && verb !== 'restore') throw new NotFound(`The skill ${name}`);
    const reason = refusal(skill, before, name);
    if (reason !== undefined) throw new SkillLocked(reason);
    return this.jobs.start({
      name: `${words} the skill ${name}`,
      profile,
      group: 'skills',
      args: args(name),
      ...(input !== undefined && { input }),
      timeoutMs: usualMs,
      verify: async () => verify(await this.reader.read(profile), name),
    });
  }

  /** Throws as {@link Jobs.start} does. */
  async install(profile: string, { identifier, category }: InstallSkill): Promise<Job> {
    const before = await this.reader.read(profile);
    const stampOf = ({ folder, hub }: Skill): string => `${folder} ${hub?.updatedAt ?? ''}`;
    const known = new Set(before.skills.map(stampOf));
    const options = category === undefined ? [] : ['--category', category];
    return this.jobs.start({
      name: 'Install a skill',
      profile,
      group: 'skills',
      args: ['skills', 'install', identifier, '--yes', ...options],
      timeoutMs: installMs,
      verify: async () => {
        const { skills } = await this.reader.read(profile);
        const added = skills.filter((skill) => skill.hub !== null && !known.has(stampOf(skill)));
        const names = added.map(({ name }) => name).join(', ');
        return verdict(added.length > 0, `Installed: ${names}.`, 'No skill was added.');
      },
    });
  }
}
