import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Database, reasonOf } from '../../database/database.ts';
import { HermesHome } from '../hermes-home.ts';
import { HomeSizes } from './home-sizes.ts';
import type { StorageArea } from './storage-areas.contract.ts';
import type { StorageTrend } from './storage.contract.ts';

const everyHours = 6;
const keptDays = 180;
/** Of the profiles, by name; the default one is first. */
const mostProfiles = 25;
const mostSamples = 1000;
const patienceMs = 120_000;

interface SampleRow {
  readonly sampled_at: Date;
  readonly area: StorageArea;
  readonly bytes: string;
  readonly files: string;
}

/** Remembers what homes took, so that growth can be shown. */
@Injectable()
export class StorageSamples {
  private readonly logger = new Logger(StorageSamples.name);

  constructor(
    private readonly home: HermesHome,
    private readonly sizes: HomeSizes,
    private readonly database: Database,
  ) {}

  @Cron(`0 40 */${everyHours} * * *`, { name: 'hermes-storage', timeZone: 'UTC' })
  async runScheduled(): Promise<void> {
    if (!this.database.isReady) return;
    try {
      await this.take(new Date());
    } catch (error) {
      this.logger.warn(`What Hermes' files take was not noted: ${reasonOf(error)}`);
    }
  }

  /**
   * Notes every home that was counted to the end; a part of one would look like a loss. Of several processes that do so
   * in one hour over one home the first is kept.
   */
  async take(now: Date): Promise<void> {
    const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
    const root = this.home.rootOf('hermes');
    for (const profile of (await this.home.profiles()).slice(0, mostProfiles)) {
      const size = await this.sizes.of(profile, patienceMs);
      if (!size?.isComplete || size.isCounting || size.files === 0) continue;
      const areas = [...size.areas];
      await this.database.console.query(
        `insert into hermes_storage_sample (home, profile, sampled_at, area, bytes, files)
         select $1, $2, $3, * from unnest($4::text[], $5::bigint[], $6::bigint[])
         on conflict do nothing`,
        [
          root,
          profile,
          hour,
          areas.map(([area]) => area),
          areas.map(([, { bytes }]) => bytes),
          areas.map(([, { files }]) => files),
        ],
      );
    }
    await this.database.console.query(
      `delete from hermes_storage_sample where sampled_at < $1::timestamptz - interval '${keptDays} days'`,
      [now],
    );
  }

  /** Throws what the database throws. */
  async trend(profile: string): Promise<StorageTrend> {
    const found = await this.database.console.query<SampleRow>(
      `select sampled_at, area, bytes, files from hermes_storage_sample
        where home = $1 and profile = $2 and sampled_at in (
          select distinct sampled_at from hermes_storage_sample
           where home = $1 and profile = $2 order by 1 desc limit ${mostSamples})
        order by sampled_at`,
      [this.home.rootOf('hermes'), profile],
    );
    const samples = new Map<string, StorageTrend['samples'][number]>();
    for (const { sampled_at, area, bytes, files } of found.rows) {
      const at = sampled_at.toISOString();
      const before = samples.get(at) ?? { at, bytes: 0, areas: [] };
      samples.set(at, {
        at,
        bytes: before.bytes + Number(bytes),
        areas: [...before.areas, { area, bytes: Number(bytes), files: Number(files) }],
      });
    }
    return { samples: [...samples.values()], everyHours, keptDays };
  }
}
