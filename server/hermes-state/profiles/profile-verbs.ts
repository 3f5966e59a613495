import { lstat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { HermesHome } from '../hermes-home.ts';
import { HomeSizes } from '../storage/home-sizes.ts';
import { ArchiveFolder } from './archive-folder.ts';
import { deletionBlock, gatewayBlock } from './profile-contents.ts';
import type { createProfileSchema, DeleteProfile } from './profiles.contract.ts';
import { ArchiveUnusable, NameNotTyped, ProfileExists, ProfileInUse } from './profiles.errors.ts';
import { ProfilesReader } from './profiles-reader.ts';
import type { z } from 'zod';

const usualMs = 120_000;
/** Clones and archives hold whole homes. */
const longMs = 3_600_000;
const archiveGoodForMs = 86_400_000;

/**
 * What `hermes profile` does, as jobs; what lies there afterwards decides whether it worked. Of all profiles only one
 * verb runs at a time. Each throws when it cannot begin.
 */
@Injectable()
export class ProfileVerbs {
  constructor(
    private readonly home: HermesHome,
    private readonly jobs: Jobs,
    private readonly profiles: ProfilesReader,
    private readonly archives: ArchiveFolder,
    private readonly sizes: HomeSizes,
  ) {}

  async create(request: z.output<typeof createProfileSchema>): Promise<Job> {
    const { name, from, withSkills, withAlias, description } = request;
    await this.requireFree(name);
    const args = ['profile', 'create', name];
    if (from.kind !== 'fresh') {
      await this.home.requireProfile(from.source);
      args.push(from.kind === 'clone' ? '--clone' : '--clone-all', '--clone-from', from.source);
    }
    if (!withSkills) args.push('--no-skills');
    if (!withAlias) args.push('--no-alias');
    // As one argument: a text that begins with a dash is no option.
    if (description !== '') args.push(`--description=${description}`);
    return this.start(`Create the profile ${name}`, args, () => this.verifyThere(name), longMs);
  }

  async rename(name: string, to: string): Promise<Job> {
    const profile = await this.profiles.one(name);
    if (profile.isDefault) throw new ProfileInUse('The default profile has no other name.');
    const block = gatewayBlock(profile.gateway);
    if (block !== null) throw new ProfileInUse(block);
    await this.requireFree(to);
    return this.start(`Rename the profile ${name} to ${to}`, ['profile', 'rename', name, to], () =>
      this.verifyRenamed(name, to, profile.isActive),
    );
  }

  async export(name: string): Promise<Job> {
    await this.home.requireProfile(name);
    const { file, path } = await this.archives.newPlace(name);
    const job = await this.start(
      `Archive the profile ${name} as ${file}`,
      ['profile', 'export', name, '-o', path],
      () => this.archives.verify(file),
      longMs,
    );
    describeCall({ changes: [{ field: 'archive', after: file }] });
    return job;
  }

  async delete(name: string, { typedName, archive }: DeleteProfile): Promise<Job> {
    const profile = await this.profiles.one(name);
    const block = deletionBlock(profile);
    if (block !== null) throw new ProfileInUse(block);
    if (typedName.trim() !== name) throw new NameNotTyped();
    if (archive !== null) await this.requireArchive(name, archive);
    const job = await this.start(
      `Delete the profile ${name}`,
      ['profile', 'delete', name, '--yes'],
      () => this.verifyGone(name, archive),
      longMs,
    );
    describeCall({ changes: [{ field: 'archive', after: archive }] });
    return job;
  }

  private start(
    name: string,
    args: readonly string[],
    verify: () => Promise<Verdict>,
    timeoutMs = usualMs,
  ): Promise<Job> {
    return this.jobs.start({ name, profile: 'default', args, group: 'profile', timeoutMs, verify });
  }

  private async verifyThere(name: string): Promise<Verdict> {
    this.sizes.forget(name);
    if (!(await this.lies(name))) return { isAsWanted: false, text: 'There is no such profile.' };
    const { model, skills, alias, hasEnvironment, hasSoul } = await this.profiles.one(name);
    const has = [
      model === null ? 'no model yet' : `model ${model}`,
      `${skills?.count ?? 'unknown number of'} skills`,
      hasEnvironment ? 'an .env' : 'no .env',
      hasSoul ? 'a SOUL.md' : 'no SOUL.md',
      alias?.state === 'own' ? `the command ${alias.path}` : 'no command of its own',
    ];
    return { isAsWanted: true, text: `The profile is there: ${has.join(', ')}.` };
  }

  private async verifyRenamed(name: string, to: string, wasActive: boolean): Promise<Verdict> {
    for (const each of [name, to]) this.sizes.forget(each);
    const [isOld, isNew] = [await this.lies(name), await this.lies(to)];
    if (!isNew) return { isAsWanted: false, text: `There is no profile ${to}.` };
    if (isOld) return { isAsWanted: false, text: `The folder of ${name} is still there.` };
    const active = await this.profiles.active();
    if (wasActive && active !== to)
      return { isAsWanted: false, text: `It is renamed, but ${active} is named as active now.` };
    const { alias } = await this.profiles.one(to);
    const script = alias?.state === 'own' ? ` Its command is ${alias.path}.` : '';
    return { isAsWanted: true, text: `The folder is ${this.home.homeOf(to)}.${script}` };
  }

  private async verifyGone(name: string, archive: string | null): Promise<Verdict> {
    this.sizes.forget(name);
    if (await this.lies(name)) return { isAsWanted: false, text: 'Its folder is still there.' };
    const kept = archive === null ? 'No archive was made.' : `The archive is ${archive}.`;
    return { isAsWanted: true, text: `Its folder is gone. ${kept}` };
  }

  private async requireFree(name: string): Promise<void> {
    if (await this.lies(name)) throw new ProfileExists(name);
  }

  private async requireArchive(name: string, file: string): Promise<void> {
    const archive = await this.archives.find(file);
    if (archive?.profile !== name)
      throw new ArchiveUnusable('There is no such archive of this profile.');
    if (Date.now() - Date.parse(archive.createdAt) > archiveGoodForMs)
      throw new ArchiveUnusable('The archive is older than a day. Make a new one first.');
    const { isAsWanted, text } = await this.archives.verify(file);
    if (!isAsWanted) throw new ArchiveUnusable(text);
  }

  private lies(name: string): Promise<boolean> {
    return lstat(this.home.homeOf(name)).then(
      () => true,
      () => false,
    );
  }
}
