import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import { SqliteReader } from '../sqlite/sqlite-reader.ts';
import type { StateFile } from '../state-file.ts';
import type { ProfileContents, ProfileView } from './profiles.contract.ts';
import { ProfilesReader } from './profiles-reader.ts';

type Counts = ProfileContents['counts'];

const largestJobs = 8_388_608;

/** What would be gone with a profile. */
@Injectable()
export class ProfileContentsReader {
  constructor(
    private readonly home: HermesHome,
    private readonly profiles: ProfilesReader,
    private readonly databases: SqliteReader,
  ) {}

  /** Throws `NotFound`. */
  async read(name: string): Promise<ProfileContents> {
    const profile = await this.profiles.one(name);
    const [sessions, memory, cron] = await Promise.all([
      this.sessions(name),
      this.memories(name),
      this.cronJobs(name),
    ]);
    const skills = profile.skills;
    const counts: Counts = [
      sessions,
      memory,
      cron,
      {
        what: 'skills',
        count: skills?.count ?? null,
        reason: skills ? null : 'The folder cannot be read.',
      },
    ];
    return { profile, counts, blocked: deletionBlock(profile) };
  }

  private async sessions(name: string): Promise<Counts[number]> {
    const file = { root: 'hermes', path: this.home.pathIn(name, 'state.db') } as const;
    const found = await this.databases.read(file, ({ sessions }) =>
      sessions ? { counted: { sql: 'select count(*) as count from sessions' } } : undefined,
    );
    if (found.status === 'missing') return { what: 'sessions', count: 0, reason: null };
    if (found.status === 'unreadable')
      return { what: 'sessions', count: null, reason: found.reason };
    return { what: 'sessions', count: Number(found.value.counted.rows[0]?.count), reason: null };
  }

  /** Entries are parted by a line with a section sign (Hermes 0.19). */
  private async memories(name: string): Promise<Counts[number]> {
    const files = await Promise.all(
      ['MEMORY.md', 'USER.md'].map((file) =>
        this.home.readText('hermes', this.home.pathIn(name, `memories/${file}`)),
      ),
    );
    const broken = files.find(({ status }) => status === 'unreadable');
    if (broken?.status === 'unreadable')
      return { what: 'memory entries', count: null, reason: broken.reason };
    const texts = files.map((file) => (file.status === 'present' ? file.value : ''));
    const entries = texts.flatMap((text) => text.split('\n§\n')).filter((text) => text.trim());
    return { what: 'memory entries', count: entries.length, reason: null };
  }

  private async cronJobs(name: string): Promise<Counts[number]> {
    const path = this.home.pathIn(name, 'cron/jobs.json');
    const file: StateFile<Record<string, unknown>> = await this.home.readJson(
      'hermes',
      path,
      largestJobs,
    );
    if (file.status === 'missing') return { what: 'cron jobs', count: 0, reason: null };
    if (file.status === 'unreadable')
      return { what: 'cron jobs', count: null, reason: file.reason };
    const { jobs } = file.value;
    return Array.isArray(jobs)
      ? { what: 'cron jobs', count: jobs.length, reason: null }
      : { what: 'cron jobs', count: null, reason: 'unexpected_shape' };
  }
}

/** Why a profile cannot be deleted; `null` when it can. */
export function deletionBlock({ isDefault, isActive, gateway }: ProfileView): string | null {
  if (isDefault) return "The default profile is Hermes' own home. It goes with `hermes uninstall`.";
  if (isActive) return 'It is the active profile. Make another one active first.';
  return gatewayBlock(gateway);
}

/** Why nothing may be moved or removed under a gateway. */
export function gatewayBlock({ state, reason }: ProfileView['gateway']): string | null {
  if (state === 'running') return `Its gateway runs. Stop it first. ${reason}`;
  return state === 'unknown' ? `Whether its gateway runs is not known. ${reason}` : null;
}
