import { mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import { describeCall, runningRole } from '../../admin-events/admin-call.ts';
import { NotFound } from '../../http/domain-error.ts';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { HermesHome } from '../hermes-home.ts';
import { AdministratorsOnly } from '../profiles/profiles.errors.ts';
import { listConfined, openConfined } from '../read-confined.ts';
import { sourceOf, type FolderEntry } from '../state-file.ts';
import { HomeSizes } from './home-sizes.ts';
import { SnapshotsReader } from './snapshots-reader.ts';
import type { Backup, Backups, createBackupSchema, VerifiedBackup } from './storage.contract.ts';
import { countZipEntries } from './zip-content.ts';

const shape = /^hermes-[a-z0-9][\w-]{0,63}-\d{8}T\d{6}Z\.zip$/;
const mostListed = 500;
const longMs = 3_600_000;

/** Snapshots and backups of Hermes' state, made by `hermes backup`. Whole backups go into the data folder. */
@Injectable()
export class BackupsOfHermes {
  private readonly folder: string;

  constructor(
    private readonly home: HermesHome,
    private readonly jobs: Jobs,
    private readonly command: HermesCommand,
    private readonly snapshots: SnapshotsReader,
    private readonly sizes: HomeSizes,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.folder = join(settings.dataDir, 'hermes-backups');
  }

  async list(profile: string): Promise<Backups> {
    const path = this.home.pathIn(profile, 'backups');
    const [{ snapshots, problems }, own, ofHermes] = await Promise.all([
      this.snapshots.list(profile),
      listConfined(this.folder, '.', mostListed),
      this.home.list('hermes', path, mostListed),
    ]);
    return {
      snapshots,
      backups: own.status === 'present' ? filesOf(own.value.entries).filter(isOurs) : [],
      ofHermes: ofHermes.status === 'present' ? filesOf(ofHermes.value.entries) : [],
      folder: this.folder,
      problems: [
        ...problems,
        ...(ofHermes.status === 'unreadable' ? [sourceOf(path, ofHermes)] : []),
        ...(own.status === 'unreadable' ? [sourceOf(this.folder, own)] : []),
      ],
      commandUnavailable: this.command.unavailableReason,
    };
  }

  /** Throws as a job does that cannot begin. */
  async create(profile: string, request: z.output<typeof createBackupSchema>): Promise<Job> {
    if (request.kind === 'snapshot') return this.snapshot(profile, request.label);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const moment = new Date()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(/[-:]/g, '');
    const file = `hermes-${profile}-${moment}.zip`;
    return this.jobs.start({
      name: `Back up everything of ${profile} as ${file}`,
      profile,
      args: ['backup', '-o', join(this.folder, file)],
      timeoutMs: longMs,
      verify: async () => {
        const { isWhole, text } = await this.verify(file);
        return { isAsWanted: isWhole, text };
      },
    });
  }

  /** By its size and its last record. Throws `NotFound`. */
  async verify(file: string): Promise<VerifiedBackup> {
    const opened = await openConfined(this.folder, file);
    if (opened.status !== 'present') return { isWhole: false, text: `${file} is not there.` };
    const { handle, facts } = opened.value;
    try {
      await handle.chmod(0o600);
      const entries = await countZipEntries(handle, facts.bytes);
      return {
        isWhole: entries > 0,
        text: `${file} has an end and ${entries === 65_535 ? 'more than 65,000' : entries} entries.`,
      };
    } catch (error) {
      return { isWhole: false, text: `${file} is damaged: ${(error as Error).message}.` };
    } finally {
      await handle.close();
    }
  }

  /** Streams it. Throws `NotFound` and {@link AdministratorsOnly}: it holds secrets. */
  async send(file: string, response: Response): Promise<void> {
    if (runningRole() !== 'admin') throw new AdministratorsOnly();
    const opened = await openConfined(this.folder, file);
    if (opened.status !== 'present') throw new NotFound('The backup');
    const { handle, facts } = opened.value;
    response.status(200).set({
      'content-type': 'application/zip',
      'content-length': String(facts.bytes),
      'content-disposition': `attachment; filename="${file}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    await pipeline(handle.createReadStream(), response);
  }

  /** Throws `NotFound`. */
  async remove(file: string): Promise<void> {
    describeCall({ target: { kind: 'hermes_backup', id: file, name: file } });
    const list = await listConfined(this.folder, '.', mostListed);
    const isThere =
      list.status === 'present' && list.value.entries.some(({ name }) => name === file);
    if (!isThere || !shape.test(file)) throw new NotFound('The backup');
    await unlink(join(this.folder, file));
  }

  /** Checkpoints that nothing refers to any more. The sizes before and after tell what it did. */
  async pruneCheckpoints(profile: string): Promise<Job> {
    const before = await this.checkpointBytes(profile);
    return this.jobs.start({
      name: `Prune checkpoints of ${profile}`,
      profile,
      args: ['checkpoints', 'prune'],
      timeoutMs: longMs,
      verify: async () => {
        const after = await this.checkpointBytes(profile);
        const words = `Checkpoints took ${before} bytes and take ${after} now.`;
        return { isAsWanted: after <= before, text: words };
      },
    });
  }

  private async snapshot(profile: string, label: string): Promise<Job> {
    const { snapshots } = await this.snapshots.list(profile);
    const known = new Set(snapshots.map(({ id }) => id));
    const args = ['backup', '--quick', ...(label === '' ? [] : ['--label', label])];
    return this.jobs.start({
      name: `Take a snapshot of ${profile}`,
      profile,
      args,
      timeoutMs: longMs,
      verify: async (): Promise<Verdict> => {
        this.sizes.forget(profile);
        const made = (await this.snapshots.list(profile)).snapshots.find(
          ({ id }) => !known.has(id),
        );
        if (!made) return { isAsWanted: false, text: 'There is no new snapshot.' };
        const text = made.isWhole
          ? `The snapshot ${made.id} is whole: ${made.files} files.`
          : `The snapshot ${made.id} is not whole: ${made.problems.join('; ')}`;
        return { isAsWanted: made.isWhole, text };
      },
    });
  }

  private async checkpointBytes(profile: string): Promise<number> {
    this.sizes.forget(profile);
    const size = await this.sizes.of(profile, 60_000);
    return size?.areas.get('checkpoints')?.bytes ?? 0;
  }
}

function filesOf(entries: readonly FolderEntry[]): Backup[] {
  return entries
    .filter(({ kind }) => kind === 'file')
    .map(({ name, bytes, modifiedAt }) => ({ file: name, bytes, createdAt: modifiedAt }))
    .sort((one, other) => other.createdAt.localeCompare(one.createdAt));
}

function isOurs({ file }: Backup): boolean {
  return shape.test(file);
}
