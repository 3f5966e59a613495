import { unlink } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { isAway, reasonOf, type Database } from '../database/database.ts';
import { startOfDay, timeOfId, type AuditPartitions } from './audit-partitions.ts';
import type { AuditGaps } from './audit-gaps.ts';
import { storeClose } from './store-close.ts';
import { replayOpenQuery } from './ledger-sql.ts';
import { readFrames, type SpoolRecord } from './spool-frames.ts';
import type { SpoolFile, SpoolFolder } from './spool-folder.ts';
import type { Spool } from './spool.ts';

const batchSize = 100;
/** A day's partition that is there stays there for longer than a process replays. */
const maxKnownDays = 400;

/**
 * Brings the spool into the database: a file at a time, a hundred records in a transaction, and only when all of it is
 * committed does the file go. What a crash makes it do twice changes nothing.
 */
export class SpoolReplay {
  private readonly logger = new Logger(SpoolReplay.name);
  private readonly knownDays = new Set<number>();
  /** Names of files that cannot be replayed, each of which is told once. */
  private reported = new Set<string>();
  private running: Promise<void> | undefined;

  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly partitions: AuditPartitions;
      readonly folder: SpoolFolder;
      readonly spool: Spool;
      readonly gaps: AuditGaps;
      readonly instanceId: string;
      /** Told of each process that left a file, so that requests it left open are given an end. */
      addDead(instanceId: string): Promise<void>;
    },
  ) {}

  /**
   * Replays what waits, also of processes that are gone. A file that cannot be replayed is told and stays; the others go
   * on. Ends early, quietly, when the database goes away again.
   */
  run(): Promise<void> {
    this.running ??= this.replayAll().finally(() => (this.running = undefined));
    return this.running;
  }

  /** Whether files of this process wait, written ones or the current one. */
  async hasFilesOf(instanceId: string): Promise<boolean> {
    return (await this.parts.folder.list()).some((file) => file.instanceId === instanceId);
  }

  private async replayAll(): Promise<void> {
    const { folder, spool } = this.parts;
    await spool.rotate();
    const files = await folder.list();
    this.reported = new Set(
      files.map(({ name }) => name).filter((name) => this.reported.has(name)),
    );
    for (const file of files) {
      if (file.isOwned || file.path === spool.currentPath) continue;
      try {
        await this.replay(file);
      } catch (error) {
        // Another process was quicker.
        if (isGone(error, file)) continue;
        if (isAway(error)) return;
        this.report(file, error);
      }
    }
  }

  private report(file: SpoolFile, error: unknown): void {
    if (this.reported.has(file.name)) return;
    this.reported.add(file.name);
    this.logger.error(`The spool file ${file.name} waits: ${reasonOf(error)}. Trying again.`);
  }

  private async replay(file: SpoolFile): Promise<void> {
    if (!file.isFile)
      return this.setAside(file, `The entry ${file.name} of the spool is no file; it was moved`);
    if (file.instanceId !== this.parts.instanceId) await this.parts.addDead(file.instanceId);
    let records = 0;
    const { isWhole } = await readFrames(
      file.path,
      async (batch) => {
        await this.store(batch);
        records += batch.length;
      },
      batchSize,
    );
    if (file.instanceId === this.parts.instanceId) this.parts.spool.replayed(records, file.bytes);
    if (isWhole) {
      await unlink(file.path);
      if (records > 0) this.logger.log(`Replayed ${records} records that had waited on disk.`);
      return;
    }
    await this.setAside(
      file,
      `The end of the spool file ${file.name} is damaged; after ${records} whole records it was moved`,
    );
  }

  private async setAside(file: SpoolFile, reason: string): Promise<void> {
    await this.parts.folder.quarantine(file);
    await this.parts.gaps.record({ reason: `${reason} to quarantine.`, records: null });
  }

  private async store(batch: readonly SpoolRecord[]): Promise<void> {
    if (batch.length === 0) return;
    for (const { record } of batch) await this.ensureDay(record.id);
    const client = await this.parts.database.console.connect();
    try {
      await client.query('begin');
      for (const record of batch) await this.storeOne(client, record);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      if (isAway(error)) throw error;
      await this.storeOneByOne(client, batch);
    } finally {
      client.release();
    }
  }

  /** One record the database refuses must not hold up the others. */
  private async storeOneByOne(client: pg.PoolClient, batch: readonly SpoolRecord[]): Promise<void> {
    for (const record of batch) {
      try {
        await this.storeOne(client, record);
      } catch (error) {
        if (isAway(error)) throw error;
        await this.parts.gaps.record({
          reason: `The database refused the ${record.kind} record ${record.record.id}: ${reasonOf(error)}`,
          records: 1,
        });
      }
    }
  }

  private async storeOne(client: pg.PoolClient, entry: SpoolRecord): Promise<void> {
    if (entry.kind === 'close') await storeClose(client, entry.record);
    else await client.query(replayOpenQuery(entry.record, entry.instanceId));
  }

  private async ensureDay(id: string): Promise<void> {
    const day = startOfDay(timeOfId(id));
    if (this.knownDays.has(day.getTime())) return;
    await this.parts.partitions.ensure(day, 1);
    if (this.knownDays.size >= maxKnownDays) this.knownDays.clear();
    this.knownDays.add(day.getTime());
  }
}

function isGone(error: unknown, file: SpoolFile): boolean {
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' && path === file.path;
}
