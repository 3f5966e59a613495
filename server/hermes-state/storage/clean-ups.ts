import { createHash } from 'node:crypto';
import { lstat, realpath, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { NameNotTyped } from '../profiles/profiles.errors.ts';
import { isInside } from '../read-confined.ts';
import { sourceOf, type FolderEntry } from '../state-file.ts';
import { walkFolder } from './folder-walk.ts';
import { HomeSizes } from './home-sizes.ts';
import {
  cleanUpNames,
  type CleanedUp,
  type CleanUp,
  type CleanUpName,
  type CleanUps,
  type RunCleanUp,
} from './storage.contract.ts';
import { CleanUpChanged } from './storage.errors.ts';

/** Hermes keeps the newest twenty by itself. */
const snapshotsKept = 5;
const caches = ['image_cache', 'audio_cache', 'document_cache', 'browser_screenshots'] as const;
const rotated = /\.log\.\d{1,3}(\.gz)?$/;
const snapshotId = /^\d{8}-\d{6}([\w-]{0,60})$/;
const mostItems = 2000;
const limits = { mostEntries: 200_000, deepest: 24 };
const mostNamed = 10;

/** One file or folder to go, as it was seen. */
interface Item {
  /** Below the profile's home. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly modifiedAt: string;
}

interface Found {
  readonly items: readonly Item[];
  readonly isCut: boolean;
  readonly problems: readonly SourceFile[];
}

/** What may be cleared away without harm, shown first, and carried out only as it was shown. */
@Injectable()
export class CleanUpsOfHome {
  constructor(
    private readonly home: HermesHome,
    private readonly sizes: HomeSizes,
    private readonly command: HermesCommand,
  ) {}

  async list(profile: string): Promise<CleanUps> {
    const items = await Promise.all(cleanUpNames.map((name) => this.dryRun(profile, name)));
    return { items, snapshotsKept, commandUnavailable: this.command.unavailableReason };
  }

  async dryRun(profile: string, name: CleanUpName): Promise<CleanUp> {
    return summaryOf(name, await this.find(profile, name));
  }

  /** Throws {@link NameNotTyped} and {@link CleanUpChanged}. What cannot be removed is told in the answer. */
  async run(
    profile: string,
    name: CleanUpName,
    { version, typedName }: RunCleanUp,
  ): Promise<CleanedUp> {
    const target = { kind: 'hermes_clean_up', id: name, name: `${name} (${profile})` };
    describeCall({ target });
    if (typedName.trim() !== name.replaceAll('_', ' ')) throw new NameNotTyped();
    const found = await this.find(profile, name);
    if (summaryOf(name, found).version !== version) throw new CleanUpChanged();
    const root = await realpath(this.home.homeOf(profile));
    let [files, bytes] = [0, 0];
    const failed: string[] = [];
    for (const item of found.items) {
      const reason = await removeWithin(root, item);
      if (reason === undefined) [files, bytes] = [files + item.files, bytes + item.bytes];
      else failed.push(`${item.path}: ${reason}`);
    }
    this.sizes.forget(profile);
    describeCall({
      changes: [
        { field: 'files', before: summaryOf(name, found).files, after: files },
        { field: 'bytes', after: bytes },
      ],
    });
    return { files, bytes, failed: failed.slice(0, mostNamed) };
  }

  private find(profile: string, name: CleanUpName): Promise<Found> {
    if (name === 'rotated_logs') return this.rotatedLogs(profile);
    return name === 'caches' ? this.cacheFiles(profile) : this.oldSnapshots(profile);
  }

  private async rotatedLogs(profile: string): Promise<Found> {
    const { entries, isCut, problems } = await this.entriesOf(profile, 'logs');
    const items = entries
      .filter(({ kind, name }) => kind === 'file' && rotated.test(name))
      .map((entry) => itemOf('logs', entry));
    return { items, isCut, problems };
  }

  /** Files directly in the folders of caches; Hermes makes no folders there. */
  private async cacheFiles(profile: string): Promise<Found> {
    const lists = await Promise.all(
      caches.map(async (folder) => ({ folder, ...(await this.entriesOf(profile, folder)) })),
    );
    return {
      items: lists.flatMap(({ folder, entries }) =>
        entries.filter(({ kind }) => kind === 'file').map((entry) => itemOf(folder, entry)),
      ),
      isCut: lists.some(({ isCut }) => isCut),
      problems: lists.flatMap(({ problems }) => problems),
    };
  }

  /** All but the newest; ids begin with their time. */
  private async oldSnapshots(profile: string): Promise<Found> {
    const { entries, isCut, problems } = await this.entriesOf(profile, 'state-snapshots');
    const old = entries
      .filter(({ kind, name }) => kind === 'folder' && snapshotId.test(name))
      .sort((one, other) => (one.name < other.name ? 1 : -1))
      .slice(snapshotsKept);
    const items = await Promise.all(
      old.map(async ({ name, modifiedAt }) => {
        const path = join('state-snapshots', name);
        let [files, bytes] = [0, 0];
        await walkFolder(join(this.home.homeOf(profile), path), limits, (found) => {
          files++;
          bytes += found.bytes;
        }).catch(() => undefined);
        return { path, isFolder: true, files, bytes, modifiedAt };
      }),
    );
    return { items, isCut, problems };
  }

  private async entriesOf(
    profile: string,
    folder: string,
  ): Promise<{ entries: readonly FolderEntry[]; isCut: boolean; problems: SourceFile[] }> {
    const path = this.home.pathIn(profile, folder);
    const list = await this.home.list('hermes', path, mostItems);
    if (list.status === 'present') return { ...list.value, problems: [] };
    const problems = list.status === 'unreadable' ? [sourceOf(path, list)] : [];
    return { entries: [], isCut: false, problems };
  }
}

function itemOf(folder: string, { name, bytes, modifiedAt }: FolderEntry): Item {
  return { path: join(folder, name), isFolder: false, files: 1, bytes, modifiedAt };
}

function summaryOf(name: CleanUpName, { items, isCut, problems }: Found): CleanUp {
  const version = createHash('sha256');
  for (const { path, bytes, modifiedAt } of items)
    version.update(`${path}\0${bytes}\0${modifiedAt}\n`);
  return {
    name,
    files: items.reduce((sum, { files }) => sum + files, 0),
    bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
    examples: items.slice(0, mostNamed).map(({ path }) => path),
    isCut,
    version: version.digest('hex'),
    problems: [...problems],
  };
}

/** Why it is still there; nothing when it is gone. What became a link meanwhile is left alone. */
async function removeWithin(root: string, { path, isFolder }: Item): Promise<string | undefined> {
  const place = join(root, path);
  try {
    const folder = await realpath(dirname(place));
    if (folder !== dirname(place) || !isInside(root, place)) return 'it leads elsewhere';
    const found = await lstat(place);
    if (isFolder ? !found.isDirectory() : !found.isFile()) return 'it is something else now';
    // Removing a folder does not follow links in it either.
    await (isFolder ? rm(place, { recursive: true }) : unlink(place));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  }
}
