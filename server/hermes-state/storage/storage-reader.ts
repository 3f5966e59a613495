import { statfs } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.ts';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { SqliteReader } from '../sqlite/sqlite-reader.ts';
import { sourceOf } from '../state-file.ts';
import { walkFolder } from './folder-walk.ts';
import { HomeSizes } from './home-sizes.ts';
import { storageAreas } from './storage-areas.contract.ts';
import {
  checkedDatabases,
  type Integrity,
  type PostgresStorage,
  type StorageView,
} from './storage.contract.ts';

const patienceMs = 300;
const dataLimits = { mostEntries: 20_000, deepest: 12 };
const mostTables = 15;
const integrityMs = 30_000;
const mostFindings = 20;

/** What takes room, and whether databases are sound. */
@Injectable()
export class StorageReader {
  private dataFolderCount: Promise<StorageView['dataFolder']> | undefined;
  private dataFolderAt = 0;

  constructor(
    private readonly home: HermesHome,
    private readonly sizes: HomeSizes,
    private readonly databases: SqliteReader,
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async read(profile: string): Promise<StorageView> {
    const path = this.home.homeOf(profile);
    const [home, disk, dataFolder, databases] = await Promise.all([
      this.sizes.of(profile, patienceMs),
      roomOf(path),
      this.dataFolder(),
      this.databaseFiles(profile),
    ]);
    return {
      profile,
      path,
      home: home
        ? {
            areas: storageAreas.flatMap((area) => {
              const size = home.areas.get(area);
              return size ? [{ area, ...size }] : [];
            }),
            bytes: home.bytes,
            files: home.files,
            links: home.links,
            isComplete: home.isComplete,
            isCounting: home.isCounting,
            problems: [...home.problems],
            countedAt: home.startedAt.toISOString(),
          }
        : null,
      disk,
      dataFolder,
      databases: databases.found,
      problems: databases.problems,
    };
  }

  /** Throws what the database throws. */
  async postgres(): Promise<PostgresStorage> {
    const found = await this.database.console.query<{ name: string; bytes: string; parts: string }>(
      `select coalesce(parent.relname, part.relname) as name,
              sum(pg_total_relation_size(part.oid)) as bytes, count(*) filter (where part.relkind = 'r') as parts
         from pg_class part
         join pg_namespace space on space.oid = part.relnamespace
          and space.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
         left join pg_inherits link on link.inhrelid = part.oid
         left join pg_class parent on parent.oid = link.inhparent
        where part.relkind in ('r', 'p')
        group by 1 order by 2 desc nulls last`,
    );
    const tables = found.rows.map(({ name, bytes, parts }) => ({
      name,
      bytes: Number(bytes),
      parts: Number(parts),
    }));
    return {
      bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
      tables: tables.slice(0, mostTables),
    };
  }

  /** SQLite's own quick check, read-only and in another process, for half a minute at most. */
  async checkIntegrity(profile: string, database: string): Promise<Integrity> {
    const begun = performance.now();
    const found = await this.databases.read(
      { root: 'hermes', path: this.home.pathIn(profile, database) },
      () => ({
        check: { sql: 'select quick_check from pragma_quick_check', maxRows: mostFindings },
      }),
      { timeLimitMs: integrityMs },
    );
    const tookMs = Math.round(performance.now() - begun);
    if (found.status === 'missing') return { database, state: 'missing', findings: [], tookMs };
    if (found.status === 'unreadable')
      return {
        database,
        state: ['not_database', 'damaged'].includes(found.reason) ? 'damaged' : 'unknown',
        findings: [found.reason],
        tookMs,
      };
    const findings = found.value.check.rows.map((row) => String(row.quick_check as string));
    const isSound = findings.length === 1 && findings[0] === 'ok';
    return { database, state: isSound ? 'sound' : 'damaged', findings, tookMs };
  }

  private async databaseFiles(
    profile: string,
  ): Promise<{ found: StorageView['databases']; problems: SourceFile[] }> {
    const looked = await Promise.all(
      checkedDatabases.map(async (name) => {
        const path = this.home.pathIn(profile, name);
        const [file, wal] = await Promise.all([
          this.home.facts('hermes', path),
          this.home.facts('hermes', `${path}-wal`),
        ]);
        return { name, path, file, walBytes: wal.status === 'present' ? wal.value.bytes : 0 };
      }),
    );
    return {
      found: looked.flatMap(({ name, file, walBytes }) =>
        file.status === 'present' ? [{ name, bytes: file.value.bytes, walBytes }] : [],
      ),
      problems: looked.flatMap(({ path, file }) =>
        file.status === 'unreadable' ? [sourceOf(path, file)] : [],
      ),
    };
  }

  /** Counted once a minute. */
  private dataFolder(): Promise<StorageView['dataFolder']> {
    if (this.dataFolderCount === undefined || Date.now() - this.dataFolderAt > 60_000) {
      this.dataFolderAt = Date.now();
      this.dataFolderCount = this.countDataFolder();
    }
    return this.dataFolderCount;
  }

  private async countDataFolder(): Promise<StorageView['dataFolder']> {
    const path = this.settings.dataDir;
    const room = await roomOf(path);
    let [bytes, files] = [0, 0];
    const end = await walkFolder(path, dataLimits, (found) => {
      bytes += found.bytes;
      files++;
    }).catch(() => undefined);
    return {
      path,
      bytes: end ? bytes : null,
      files: end ? files : null,
      isComplete: end !== undefined && !end.isCut && end.unreadable.length === 0,
      freeBytes: room?.freeBytes ?? null,
      totalBytes: room?.totalBytes ?? null,
    };
  }
}

async function roomOf(path: string): Promise<StorageView['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // The home is not there (yet).
    return null;
  }
}
