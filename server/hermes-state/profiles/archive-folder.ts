import { mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { describeCall, runningRole } from '../../admin-events/admin-call.ts';
import { NotFound } from '../../http/domain-error.ts';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import type { Verdict } from '../commands/jobs.ts';
import { HermesHome } from '../hermes-home.ts';
import { listConfined, openConfined } from '../read-confined.ts';
import { readArchive } from './archive-content.ts';
import type { ProfileArchive, ProfileArchives } from './profiles.contract.ts';
import { AdministratorsOnly } from './profiles.errors.ts';

const shape = /^([a-z0-9][a-z0-9_-]{0,63})-\d{8}T\d{6}Z\.tar\.gz$/;
const mostListed = 500;
/** What belongs to a process, or makes itself again. */
const notMissed = /\.lock$|^(gateway\.pid|gateway_state\.json|\.update_check|\.DS_Store)$/;

/** Archives of profiles that `hermes profile export` writes for the console, readable by this process alone. */
@Injectable()
export class ArchiveFolder {
  private readonly folder: string;

  constructor(
    private readonly home: HermesHome,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.folder = join(settings.dataDir, 'hermes-archives');
  }

  /** Where the next archive of a profile goes. */
  async newPlace(profile: string): Promise<{ readonly file: string; readonly path: string }> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const moment = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const file = `${profile}-${moment.replaceAll(/[-:]/g, '')}.tar.gz`;
    return { file, path: join(this.folder, file) };
  }

  /** Newest first. */
  async list(): Promise<ProfileArchives> {
    const list = await listConfined(this.folder, '.', mostListed);
    const entries = list.status === 'present' ? list.value.entries : [];
    const items = entries
      .filter(({ kind, name }) => kind === 'file' && shape.test(name))
      .map(({ name, bytes, modifiedAt }) => {
        return { file: name, profile: profileIn(name), bytes, createdAt: modifiedAt };
      })
      .sort((one, other) => other.createdAt.localeCompare(one.createdAt));
    const problem = list.status === 'unreadable' ? `It cannot be read (${list.reason}).` : null;
    return { items, folder: this.folder, problem };
  }

  async find(file: string): Promise<ProfileArchive | undefined> {
    return (await this.list()).items.find((archive) => archive.file === file);
  }

  /** Reads it to the end: whole, how much it holds, and what of the profile is not in it. */
  async verify(file: string): Promise<Verdict> {
    const opened = await openConfined(this.folder, file);
    if (opened.status !== 'present')
      return { isAsWanted: false, text: 'There is no archive in its place.' };
    const { handle } = opened.value;
    try {
      await handle.chmod(0o600);
      const { files, bytes, topNames } = await readArchive(handle);
      const left = await this.leftOut(profileIn(file), topNames);
      const missing = left.length === 0 ? '' : ` Not in it: ${left.join(', ')}.`;
      return {
        isAsWanted: files > 0,
        text: `The archive is whole: ${files} files, ${bytes} bytes before packing.${missing}`,
      };
    } catch (error) {
      return { isAsWanted: false, text: `The archive is damaged: ${(error as Error).message}` };
    } finally {
      await handle.close();
    }
  }

  /** Streams it. Throws `NotFound` and, for whoever may only look, {@link AdministratorsOnly}. */
  async send(file: string, response: Response): Promise<void> {
    describeCall({ target: { kind: 'hermes_archive', id: file, name: file } });
    if (runningRole() !== 'admin') throw new AdministratorsOnly();
    const opened = await openConfined(this.folder, file);
    if (opened.status !== 'present') throw new NotFound('The archive');
    const { handle, facts } = opened.value;
    response.status(200).set({
      'content-type': 'application/gzip',
      'content-length': String(facts.bytes),
      'content-disposition': `attachment; filename="${file}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    await pipeline(handle.createReadStream(), response);
  }

  /** Throws `NotFound`. */
  async remove(file: string): Promise<void> {
    describeCall({ target: { kind: 'hermes_archive', id: file, name: file } });
    if (!(await this.find(file))) throw new NotFound('The archive');
    await unlink(join(this.folder, file));
  }

  private async leftOut(profile: string, inArchive: ReadonlySet<string>): Promise<string[]> {
    const list = await this.home.list('hermes', this.home.profilePath(profile), 500);
    const entries = list.status === 'present' ? list.value.entries : [];
    return entries
      .map(({ name }) => name)
      .filter((name) => !inArchive.has(name) && !notMissed.test(name));
  }
}

function profileIn(file: string): string {
  return shape.exec(file)?.[1] ?? '';
}
