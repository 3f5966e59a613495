import type { RetentionRun } from './audit.contract.ts';

/** A row of `audit_retention_run`; pg gives bigint as text. */
export interface RunRow {
  readonly id: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly trigger: RetentionRun['trigger'];
  readonly retention_days: number;
  readonly partitions_dropped: number;
  readonly rows_deleted: string;
  readonly bytes_freed: string;
  readonly error: string | null;
}

export const runColumns =
  'id, started_at, finished_at, trigger, retention_days, partitions_dropped, rows_deleted, bytes_freed, error';

export function toRun(row: RunRow): RetentionRun {
  return {
    id: row.id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    trigger: row.trigger,
    retentionDays: row.retention_days,
    partitionsDropped: row.partitions_dropped,
    rowsDeleted: Number(row.rows_deleted),
    bytesFreed: Number(row.bytes_freed),
    error: row.error,
  };
}
