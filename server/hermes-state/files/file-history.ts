import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFound } from '../../http/domain-error.ts';
import { versionOf } from './file-version.ts';

const mostVersions = 50;
const idShape = /^\d{17}-[\da-f]{12}$/;

/** A file as it was before somebody changed it. */
export interface PastVersion {
  readonly id: string;
  /** When it was replaced, ISO 8601. */
  readonly replacedAt: string;
  /** Who replaced it. */
  readonly replacedBy: string;
  /** SHA-256 of its text. */
  readonly version: string;
  readonly bytes: number;
}

type Stored = PastVersion & { readonly path: string; readonly text: string };

/**
 * Keeps what lay in Hermes' files before the console changed them: the newest fifty of each file, in the data folder,
 * readable by the owner of the process alone, because such files hold secrets.
 */
export class FileHistory {
  constructor(private readonly folder: string) {}

  /** Must have succeeded before the file is replaced. */
  async keep(path: string, text: string, replacedBy: string): Promise<void> {
    const folder = this.folderOf(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
    const version = versionOf(text);
    const replacedAt = new Date().toISOString();
    const id = `${replacedAt.replaceAll(/\D/g, '')}-${version.slice(0, 12)}`;
    const bytes = Buffer.byteLength(text);
    const stored: Stored = { id, replacedAt, replacedBy, version, bytes, path, text };
    const temporary = join(folder, `.${id}.tmp`);
    await writeFile(temporary, JSON.stringify(stored), { mode: 0o600, flush: true });
    await rename(temporary, join(folder, `${id}.json`));
    const old = (await this.ids(path)).slice(mostVersions);
    await Promise.all(old.map((each) => rm(join(folder, `${each}.json`), { force: true })));
  }

  /** Newest first. What cannot be read is left out. */
  async list(path: string): Promise<PastVersion[]> {
    const found = await Promise.all(
      (await this.ids(path)).map((id) => this.read(path, id).catch(() => undefined)),
    );
    return found
      .filter((each) => each !== undefined)
      .map(({ id, replacedAt, replacedBy, version, bytes }) => ({
        id,
        replacedAt,
        replacedBy,
        version,
        bytes,
      }));
  }

  /** Throws {@link NotFound}. */
  async textOf(path: string, id: string): Promise<string> {
    return (await this.read(path, id)).text;
  }

  private async read(path: string, id: string): Promise<Stored> {
    if (!idShape.test(id)) throw new NotFound('This version');
    const json = await readFile(join(this.folderOf(path), `${id}.json`), 'utf8').catch(() => {
      throw new NotFound('This version');
    });
    return JSON.parse(json) as Stored;
  }

  private async ids(path: string): Promise<string[]> {
    const names = await readdir(this.folderOf(path)).catch(() => []);
    return names
      .filter((name) => name.endsWith('.json') && idShape.test(name.slice(0, -5)))
      .map((name) => name.slice(0, -5))
      .sort()
      .reverse();
  }

  private folderOf(path: string): string {
    return join(this.folder, createHash('sha256').update(path).digest('hex').slice(0, 32));
  }
}
