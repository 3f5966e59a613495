import { open, type FileHandle } from 'node:fs/promises';
import { AuditUnavailable } from './ledger-records.ts';
import { toFrame, type SpoolRecord } from './spool-frames.ts';
import type { SpoolFolder } from './spool-folder.ts';

interface Waiting {
  readonly frame: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The second device for records: an append-only file that is on disk before anybody is told so. Records that arrive
 * together share one write and one fdatasync.
 */
export class Spool {
  /** Records and bytes that wait in this process's own files. */
  records = 0;
  bytes = 0;
  private file: FileHandle | undefined;
  private fileBytes = 0;
  private waiting: Waiting[] = [];
  private isWriting = false;
  private path = '';

  constructor(
    private readonly folder: SpoolFolder,
    private readonly maxBytes: number,
  ) {}

  /** Resolves when the record is durable. Throws {@link AuditUnavailable} when the disk does not take it. */
  append(record: SpoolRecord): Promise<void> {
    const frame = toFrame(record);
    return new Promise((resolve, reject) => {
      this.waiting.push({ frame, resolve, reject });
      if (!this.isWriting) void this.write();
    });
  }

  /** The file that is being written, which nobody may replay yet. */
  get currentPath(): string | undefined {
    return this.file && this.path;
  }

  /** Ends the current file, so that it can be replayed; the next record begins another. */
  async rotate(): Promise<void> {
    if (this.isWriting) return;
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }

  /** Says that so much has reached the database. */
  replayed(records: number, bytes: number): void {
    this.records = Math.max(0, this.records - records);
    this.bytes = Math.max(0, this.bytes - bytes);
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.store(Buffer.concat(batch.map(({ frame }) => frame)), batch.length);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const reason = new AuditUnavailable(`The spool takes nothing: ${(error as Error).message}`);
        for (const { reject } of batch) reject(reason);
      }
    }
    this.isWriting = false;
  }

  private async store(bytes: Buffer, records: number): Promise<void> {
    if (this.bytes + bytes.length > this.maxBytes) throw new Error('its size limit is reached');
    try {
      await this.appendDurably(bytes);
    } catch {
      // Once more in a new file: the old one may be broken. A disk that is full fails again.
      await this.appendDurably(bytes);
    }
    this.records += records;
    this.bytes += bytes.length;
  }

  private async appendDurably(bytes: Buffer): Promise<void> {
    const file = this.file ?? (await this.openNext());
    try {
      // A disk that is nearly full takes a part first.
      for (let done = 0; done < bytes.length;)
        done += (await file.write(bytes, done, bytes.length - done, this.fileBytes + done))
          .bytesWritten;
      await file.datasync();
      this.fileBytes += bytes.length;
    } catch (error) {
      // After a failed sync the pages are gone although a second sync may succeed, so the file is never synced again.
      this.file = undefined;
      await file.truncate(this.fileBytes).catch(() => undefined);
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  private async openNext(): Promise<FileHandle> {
    this.path = this.folder.newFile();
    this.file = await open(this.path, 'wx', 0o600);
    this.fileBytes = 0;
    await this.folder.sync();
    return this.file;
  }
}
