import { Injectable } from '@nestjs/common';
import { largestEdited } from '../files/hermes-file-editor.ts';
import { readTextFile } from '../files/text-file.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf, type FolderList, type StateFile } from '../state-file.ts';
import { MemorySettings } from './memory-settings.ts';
import { charactersOf, entriesOf } from './memory-text.format.ts';
import {
  memoryTargets,
  type Memory,
  type MemoryFile,
  type MemoryTarget,
  type MemoryText,
} from './memory.contract.ts';

/** Below the profile's home. */
export const memoryPaths: Readonly<Record<MemoryTarget, string>> = {
  memory: 'memories/MEMORY.md',
  user: 'memories/USER.md',
};
const mostBackups = 20;

/** What Hermes remembers between sessions: MEMORY.md and USER.md, and what `config.yaml` says about them. */
@Injectable()
export class MemoryReader {
  constructor(private readonly home: HermesHome) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Memory> {
    await this.home.requireProfile(profile);
    const { config, settings } = await this.settings(profile);
    const folder = await this.home.list('hermes', this.home.pathIn(profile, 'memories'));
    const files = await Promise.all(
      memoryTargets.map((target) => this.fileOf(profile, target, settings, folder)),
    );
    const { isMemoryEnabled, isUserProfileEnabled, provider, needsApproval, problems } = settings;
    return {
      profile,
      config,
      isMemoryEnabled,
      isUserProfileEnabled,
      provider,
      needsApproval,
      problems,
      files,
    };
  }

  /** Throws `NotFound` for a profile that is not there. */
  async text(profile: string, target: MemoryTarget): Promise<MemoryText> {
    await this.home.requireProfile(profile);
    const { settings } = await this.settings(profile);
    const file = await readTextFile(this.home, profile, memoryPaths[target]);
    return { target, limit: settings.limitOf(target), ...file };
  }

  private async settings(
    profile: string,
  ): Promise<{ readonly config: Memory['config']; readonly settings: MemorySettings }> {
    const path = this.home.pathIn(profile, 'config.yaml');
    const file = await this.home.readYaml('hermes', path);
    const isBroken = file.status === 'present' && file.value.isBroken;
    const state: StateFile<unknown> = isBroken
      ? { status: 'unreadable', reason: 'not_yaml' }
      : file;
    const values = file.status === 'present' ? file.value.value : {};
    return { config: sourceOf(path, state), settings: new MemorySettings(values) };
  }

  private async fileOf(
    profile: string,
    target: MemoryTarget,
    settings: MemorySettings,
    folder: StateFile<FolderList>,
  ): Promise<MemoryFile> {
    const path = this.home.pathIn(profile, memoryPaths[target]);
    const [read, facts] = await Promise.all([
      this.home.readText('hermes', path, largestEdited),
      this.home.facts('hermes', path),
    ]);
    const found = entriesOf(read.status === 'present' ? read.value : '');
    const repeated = found.filter(({ isRepeated }) => isRepeated).length;
    return {
      ...sourceOf(path, read),
      target,
      bytes: facts.status === 'present' ? facts.value.bytes : null,
      modifiedAt: facts.status === 'present' ? facts.value.modifiedAt : null,
      entries: found.length - repeated,
      repeated,
      characters: charactersOf(found),
      limit: settings.limitOf(target),
      isLimitConfigured: settings.isLimitConfigured(target),
      backups: backupsOf(target, folder),
    };
  }
}

function backupsOf(target: MemoryTarget, folder: StateFile<FolderList>): MemoryFile['backups'] {
  const name = memoryPaths[target].split('/')[1]!;
  const entries = folder.status === 'present' ? folder.value.entries : [];
  return entries
    .filter((entry) => entry.kind === 'file' && entry.name.startsWith(`${name}.bak.`))
    .map((entry) => ({ name: entry.name, at: entry.modifiedAt, bytes: entry.bytes }))
    .sort((one, other) => (one.at < other.at ? 1 : -1))
    .slice(0, mostBackups);
}
