import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import { SkillsReader } from '../skills/skills-reader.ts';
import { fieldsOf, textOf } from '../status/file-values.ts';
import type { CronChoices } from './cron.contract.ts';

const mostChoices = 500;
/** Always there: kept on disk only, back to where the job was made, to every platform. */
const always = ['local', 'origin', 'all'];

/** What the fields of a job can name, for the form. */
@Injectable()
export class CronChoicesReader {
  constructor(
    private readonly home: HermesHome,
    private readonly skills: SkillsReader,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<CronChoices> {
    await this.home.requireProfile(profile);
    const [scripts, { skills }, channels] = await Promise.all([
      this.home.list('hermes', this.home.pathIn(profile, 'scripts'), mostChoices),
      this.skills.read(profile),
      this.home.readJson('hermes', this.home.pathIn(profile, 'channel_directory.json')),
    ]);
    const usable = skills.filter((skill) => skill.hiddenBy === null && skill.shadowedBy === null);
    return {
      scripts:
        scripts.status === 'present'
          ? scripts.value.entries.filter(({ kind }) => kind === 'file').map(({ name }) => name)
          : [],
      skills: usable.map(({ name }) => name).slice(0, mostChoices),
      targets: [
        ...always,
        ...(channels.status === 'present' ? targetsIn(fieldsOf(channels.value.platforms)) : []),
      ].slice(0, mostChoices),
    };
  }
}

/** `telegram`, and `telegram:<chat>` for each chat that Hermes knows there. */
function targetsIn(platforms: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(platforms).flatMap(([platform, chats]) => {
    if (!/^\w{1,40}$/.test(platform) || !Array.isArray(chats) || chats.length === 0) return [];
    const ids = chats.flatMap((chat) => textOf(fieldsOf(chat).id) ?? []);
    return [platform, ...ids.map((id) => `${platform}:${id}`)];
  });
}
