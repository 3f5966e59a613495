import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, startTimeOf } from '../http/process-start-time.ts';

/** A spool file and whose it is. */
export interface SpoolFile {
  readonly path: string;
  readonly name: string;
  readonly instanceId: string;
  readonly bytes: number;
  /** Anything may bear such a name; only a file holds records. */
  readonly isFile: boolean;
  /** Whether the process that writes it is still running. */
  readonly isOwned: boolean;
}

const namePattern = /^(\d{15})-(\d{6})\.([0-9a-f-]{36})\.(\d+)\.(\d+)\.spool$/;

/** The folder in which records wait for the database: `<data>/spool`, closed to everybody else. */
export class SpoolFolder {
  private files = 0;

  constructor(
    readonly path: string,
    private readonly instanceId: string,
  ) {}

  /** Makes the folder. Resolves with its lasting id: processes with another id have their spool somewhere else. */
  async prepare(): Promise<string> {
    await mkdir(join(this.path, 'quarantine'), { recursive: true, mode: 0o700 });
    const file = join(this.path, 'id');
    // 'wx' loses the race quietly when another process of this folder was first.
    await writeFile(file, randomUUID(), { flag: 'wx', mode: 0o600 }).catch(() => undefined);
    return (await readFile(file, 'utf8')).trim();
  }

  /** Names sort by time; the owner's pid and start time tell whether it still runs. */
  newFile(): string {
    const time = String(Date.now()).padStart(15, '0');
    const number = String(this.files++).padStart(6, '0');
    const owner = `${this.instanceId}.${process.pid}.${startTimeOf(process.pid) ?? 0}`;
    return join(this.path, `${time}-${number}.${owner}.spool`);
  }

  /** Makes the names of new files durable. */
  async sync(): Promise<void> {
    const folder = await open(this.path, 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** What waits, oldest first. */
  async list(): Promise<SpoolFile[]> {
    const names = (await readdir(this.path)).filter((name) => namePattern.test(name)).sort();
    const found = await Promise.all(names.map((name) => this.describe(name)));
    return found.filter((file) => file !== undefined);
  }

  /** Sets a damaged entry aside; nothing in it is thrown away. */
  async quarantine(file: SpoolFile): Promise<void> {
    await rename(file.path, join(this.path, 'quarantine', file.name));
  }

  private async describe(name: string): Promise<SpoolFile | undefined> {
    const [, , , instanceId = '', pid, startTime] = namePattern.exec(name)!;
    const path = join(this.path, name);
    // Another process may have replayed it since the listing.
    const found = await stat(path).catch(() => undefined);
    const isOwned = instanceId !== this.instanceId && isRunning(Number(pid), Number(startTime));
    return found && { path, name, instanceId, bytes: found.size, isFile: found.isFile(), isOwned };
  }
}
