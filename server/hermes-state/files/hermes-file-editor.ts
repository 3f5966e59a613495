import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { describeCall, runningActor } from '../../admin-events/admin-call.ts';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesHome } from '../hermes-home.ts';
import { isInside } from '../read-confined.ts';
import { FileHistory, type PastVersion } from './file-history.ts';
import { lockOf, type FileLock } from './file-locks.ts';
import { FileChanged, FileUnusable, TextInvalid } from './file.errors.ts';
import { versionOf } from './file-version.ts';
import { withFlock } from './flock.ts';
import { makeFolder, removeFile, replaceFile, unusable } from './replace-file.ts';
import { problemsOf, type TextFormat } from './text-format.ts';

/** In bytes. */
export const largestEdited = 4_194_304;

/** A file of a profile, such as `config.yaml` or `cron/jobs.json`. */
export interface EditedFile {
  readonly profile: string;
  /** Below the profile's home. */
  readonly path: string;
  readonly format: TextFormat;
}

export interface FileEdit {
  /** What the editor began with; absent for a change that is right whatever else the file holds. */
  readonly ifMatch?: string | undefined;
  /** From the text that is there (`undefined`: no file) to the one that shall be. Pure; may throw to refuse. */
  readonly change: (text: string | undefined) => string;
  /** For the event, masked. Absent: only that the file changed. */
  readonly changes?: readonly FieldChange[];
  /** Only the raw editor may begin with a text that does not parse. */
  readonly isRaw?: boolean;
}

export interface EditedText {
  /** `null`: there was no file. */
  readonly before: string | null;
  readonly after: string;
  /** Of `before` in a preview, of what lies there now after an edit. */
  readonly version: string;
}

/**
 * The only writer of Hermes' files. Under Hermes' own lock it reads the file again, compares the version, applies the
 * change, checks that the result parses, keeps the old text in the history, replaces the file atomically with mode and
 * owner kept, and reads it back.
 */
@Injectable()
export class HermesFileEditor {
  private readonly past: FileHistory;
  /** One edit of a file at a time: a lock of the system does not keep us apart from ourselves for nothing. */
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    private readonly home: HermesHome,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.past = new FileHistory(join(settings.dataDir, 'hermes-history'));
  }

  /** What an edit would make of the file, without locking or writing. Throws as {@link edit} does. */
  async preview(file: EditedFile, edit: FileEdit): Promise<EditedText> {
    const path = this.home.pathIn(file.profile, file.path);
    const before = await this.read(path);
    return {
      before: before ?? null,
      after: changed(file, path, before, edit),
      version: versionOf(before),
    };
  }

  /** Throws {@link FileChanged}, {@link FileUnusable}, {@link TextInvalid} or `FileBusy`; nothing was written then. */
  async edit(file: EditedFile, edit: FileEdit): Promise<EditedText> {
    const path = this.home.pathIn(file.profile, file.path);
    describeCall({ target: { kind: 'hermes_file', id: path, name: path } });
    return this.inTurn(path, async (root) => {
      await makeFolder(root, dirname(path));
      const lock = await confined(root, lockOf(path), path);
      return withFlock(lock, () => this.write(root, path, file, edit));
    });
  }

  /** Deletes a file, which its history keeps. Throws {@link FileChanged}, {@link FileUnusable} or `FileBusy`. */
  async remove(file: Pick<EditedFile, 'profile' | 'path'>, ifMatch: string): Promise<void> {
    const path = this.home.pathIn(file.profile, file.path);
    describeCall({ target: { kind: 'hermes_file', id: path, name: path } });
    await this.inTurn(path, async (root) => {
      const lock = await confined(root, lockOf(path), path);
      await withFlock(lock, async () => {
        const before = await this.read(path);
        const version = versionOf(before);
        if (before === undefined || version !== ifMatch) throw new FileChanged(path, version);
        await this.past.keep(path, before, runningActor() ?? 'the console');
        await removeFile(root, path);
        describeCall({ changes: [{ field: 'sha256', before: version.slice(0, 16) }] });
      });
    });
  }

  /**
   * Keeps what the file holds now in its history, before a program is run that writes it. Answers the text; nothing when
   * there is no file. Throws {@link FileUnusable}.
   */
  async keep(file: Pick<EditedFile, 'profile' | 'path'>): Promise<string | undefined> {
    const path = this.home.pathIn(file.profile, file.path);
    const text = await this.read(path);
    if (text !== undefined) await this.past.keep(path, text, runningActor() ?? 'the console');
    return text;
  }

  /** What the file held before each change that the console made, newest first. */
  history(file: Pick<EditedFile, 'profile' | 'path'>): Promise<PastVersion[]> {
    return this.past.list(this.home.pathIn(file.profile, file.path));
  }

  /** Throws `NotFound`. */
  pastText(file: Pick<EditedFile, 'profile' | 'path'>, id: string): Promise<string> {
    return this.past.textOf(this.home.pathIn(file.profile, file.path), id);
  }

  private async write(
    root: string,
    path: string,
    file: EditedFile,
    edit: FileEdit,
  ): Promise<EditedText> {
    const before = await this.read(path);
    const after = changed(file, path, before, edit);
    if (after !== before) {
      if (before !== undefined) await this.past.keep(path, before, runningActor() ?? 'the console');
      await replaceFile(root, path, after);
      // Whoever takes no lock may have written in between; what is shown is what lies there.
      if ((await this.read(path)) !== after) throw new FileChanged(path, 'unknown');
    }
    describeCall({ changes: edit.changes ?? versionChange(before, after) });
    return { before: before ?? null, after, version: versionOf(after) };
  }

  private async read(path: string): Promise<string | undefined> {
    const found = await this.home.readText('hermes', path, largestEdited);
    if (found.status === 'unreadable') throw new FileUnusable(path, found.reason);
    return found.status === 'present' ? found.value : undefined;
  }

  /** One after the other; `work` gets the real path of the root. */
  private async inTurn<T>(path: string, work: (root: string) => Promise<T>): Promise<T> {
    const begin = async () => {
      try {
        return await work(await realpath(this.home.rootOf('hermes')));
      } catch (error) {
        throw unusable(path, error);
      }
    };
    const before = this.running.get(path) ?? Promise.resolve();
    const mine = before.then(begin, begin);
    const settled = mine.catch(() => undefined);
    this.running.set(path, settled);
    try {
      return await mine;
    } finally {
      if (this.running.get(path) === settled) this.running.delete(path);
    }
  }
}

function changed(
  file: EditedFile,
  path: string,
  before: string | undefined,
  edit: FileEdit,
): string {
  const version = versionOf(before);
  if (edit.ifMatch !== undefined && edit.ifMatch !== version) throw new FileChanged(path, version);
  // Patching what does not parse would destroy what somebody may still want to repair.
  if (!edit.isRaw && before !== undefined && problemsOf(file.format, before).length > 0)
    throw new FileUnusable(path, file.format === 'yaml' ? 'not_yaml' : 'not_json');
  const after = edit.change(before);
  const problems = problemsOf(file.format, after);
  if (problems.length > 0) throw new TextInvalid(problems);
  return after;
}

/** The lock where it really lies: no folder on the way may lead out of the root. */
async function confined(root: string, lock: FileLock, path: string): Promise<FileLock> {
  const folder = await realpath(join(root, lock.isFolder ? lock.path : dirname(lock.path)));
  if (folder !== root && !isInside(root, folder)) throw new FileUnusable(path, 'outside_root');
  return { ...lock, path: lock.isFolder ? folder : join(folder, basename(lock.path)) };
}

function versionChange(before: string | undefined, after: string): FieldChange[] {
  const [old, now] = [versionOf(before), versionOf(after)];
  return old === now
    ? []
    : [{ field: 'sha256', before: old.slice(0, 16), after: now.slice(0, 16) }];
}
