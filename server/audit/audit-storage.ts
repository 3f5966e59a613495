import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import type { AuditStorage } from './audit.contract.ts';
import { firstIdAt, timeOfId } from './audit-partitions.ts';
import { nextRunDue, startOfRetention } from './audit-retention-time.ts';
import { runColumns, toRun, type RunRow } from './retention-runs.ts';

interface GapRow {
  readonly id: string;
  readonly noticed_at: Date;
  readonly reason: string;
  readonly records: string | null;
}

/** A log that is not larger is counted. */
const countedUpTo = 10_000;

/** What the log holds on disk and what the last purges did. */
@Injectable()
export class AuditStorageReport {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async read(): Promise<AuditStorage> {
    const [size, oldestAt, runs, gaps] = await Promise.all([
      this.size(),
      this.oldestAt(),
      this.database.console.query<RunRow>(
        `select ${runColumns} from audit_retention_run order by started_at desc limit 10`,
      ),
      this.database.console.query<GapRow>(
        'select id, noticed_at, reason, records from audit_gap order by noticed_at desc limit 10',
      ),
    ]);
    return {
      retentionDays: this.settings.logRetentionDays,
      maxBodyBytes: this.settings.auditMaxBytes,
      ...size,
      oldestAt,
      nextRunAt: nextRunDue(new Date()).toISOString(),
      runs: runs.rows.map(toRun),
      gaps: gaps.rows.map((row) => ({
        id: row.id,
        noticedAt: row.noticed_at.toISOString(),
        reason: row.reason,
        records: row.records === null ? null : Number(row.records),
      })),
    };
  }

  /**
   * Many rows are not counted: the last vacuum's estimate, before the first one what inserts reported. A partition that
   * is dropped meanwhile has no size.
   */
  private async size(): Promise<{ rows: number; bytes: number }> {
    const found = await this.database.console.query<{ rows: number; bytes: number }>(
      `select
         coalesce(sum(case when i.inhparent = 'audit_request'::regclass then
           case when c.reltuples > 0 then c.reltuples else pg_stat_get_live_tuples(c.oid) end end), 0)::float8 as rows,
         coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 as bytes
       from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent in ('audit_request'::regclass, 'audit_response'::regclass)`,
    );
    const { rows, bytes } = found.rows[0]!;
    if (rows > countedUpTo) return { rows, bytes };
    const counted = await this.database.console.query<{ rows: string }>(
      `select count(*) as rows from (select from audit_request limit ${countedUpTo}) listed`,
    );
    const exact = Number(counted.rows[0]!.rows);
    return { rows: exact < countedUpTo ? exact : Math.max(rows, exact), bytes };
  }

  private async oldestAt(): Promise<string | null> {
    const kept = firstIdAt(startOfRetention(new Date(), this.settings.logRetentionDays));
    const found = await this.database.console.query<{ id: string }>(
      'select id from audit_request where id >= $1 order by id limit 1',
      [kept],
    );
    const oldest = found.rows[0];
    return oldest === undefined ? null : timeOfId(oldest.id).toISOString();
  }
}
