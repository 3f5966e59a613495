import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readFor } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { readCursor, writeCursor } from '../sessions/session-cursor.ts';
import { SqliteReader } from '../sqlite/sqlite-reader.ts';
import type {
  SqliteRow,
  SqliteSchema,
  SqliteStatement,
  SqliteValue,
} from '../sqlite/sqlite-work.ts';
import { sourceOf, type StateFile } from '../state-file.ts';
import { runStatuses, type CronJob, type CronRun, type RunStatus } from './cron.contract.ts';

/** Below the profile's home. */
const databasePath = 'cron/executions.db';
const needed = ['id', 'job_id', 'status', 'claimed_at'];
/** Of which less is shown. In characters. */
const readOfError = readFor(4000);
const mostJobs = 5000;
const isRecent = 'coalesce(julianday(claimed_at) >= julianday(?1), 0)';
const cursorSchema = z.tuple([z.number(), z.string().max(100)]);

/** An attempt with what tells whether its process is still at work. */
export interface Attempt {
  readonly run: CronRun;
  readonly pid: number | null;
  /** In clock ticks since boot. */
  readonly processStartedAt: number | null;
}

export interface RecentRuns {
  readonly source: SourceFile;
  readonly latest: ReadonlyMap<string, Attempt>;
  /** Nothing when the database could not be read. */
  readonly counts: ReadonlyMap<string, NonNullable<CronJob['recent']>> | undefined;
}

export interface RunFilter {
  readonly job?: string | undefined;
  readonly isFailed: boolean;
  readonly search: string;
  /** Jobs whose name holds what is searched. */
  readonly namedJobs: readonly string[];
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface RunPage {
  readonly source: SourceFile;
  readonly attempts: readonly Attempt[];
  readonly nextCursor: string | null;
}

/** Attempts to run jobs, which Hermes records in `cron/executions.db`. */
@Injectable()
export class CronRuns {
  constructor(
    private readonly home: HermesHome,
    private readonly reader: SqliteReader,
  ) {}

  /**
   * The last attempt of each job, or of `only` one, and how those went that began since a moment (ISO 8601).
   */
  async recent(profile: string, since: string, only?: string): Promise<RecentRuns> {
    const found = await this.ask(profile, (fields) => ({
      // Beside a single max() SQLite answers the other columns of the row that has it.
      jobs: {
        sql: `select ${fields}, max(coalesce(julianday(claimed_at), 0)) as day,
            sum(status = 'completed' and ${isRecent}) as succeeded,
            sum(status = 'failed' and ${isRecent}) as failed, sum(status = 'unknown' and ${isRecent}) as lost
          from executions ${only === undefined ? '' : 'where job_id = ?2'} group by job_id`,
        params: only === undefined ? [since] : [since, only],
        maxRows: mostJobs,
      },
    }));
    const source = sourceOf(this.fileOf(profile), found);
    if (found.status !== 'present') return { source, latest: new Map(), counts: undefined };
    const { rows } = found.value.jobs;
    return {
      source,
      latest: new Map(rows.map((row) => [String(row.job_id), attemptOf(row)])),
      counts: new Map(
        rows.map((row) => [
          String(row.job_id),
          {
            succeeded: Number(row.succeeded),
            failed: Number(row.failed),
            unknown: Number(row.lost),
          },
        ]),
      ),
    };
  }

  /** Newest first. Throws `InvalidRequest` for a cursor that is none. */
  async page(profile: string, filter: RunFilter): Promise<RunPage> {
    const cursor = readCursor(filter.cursor, cursorSchema);
    const found = await this.ask(profile, (fields, schema) => ({
      runs: pageStatement(fields, schema, filter, cursor),
    }));
    const source = sourceOf(this.fileOf(profile), found);
    if (found.status !== 'present') return { source, attempts: [], nextCursor: null };
    const rows = found.value.runs.rows.slice(0, filter.limit);
    const last = rows.at(-1);
    return {
      source,
      attempts: rows.map(attemptOf),
      nextCursor:
        last !== undefined && found.value.runs.rows.length > filter.limit
          ? writeCursor([Number(last.day), String(last.id)])
          : null,
    };
  }

  /** Ids of the attempts of a job. */
  async idsOf(profile: string, job: string): Promise<ReadonlySet<string>> {
    const found = await this.ask(profile, () => ({
      runs: {
        sql: 'select id from executions where job_id = ?1',
        params: [job],
        maxRows: 100_000,
      },
    }));
    const rows = found.status === 'present' ? found.value.runs.rows : [];
    return new Set(rows.map((row) => String(row.id)));
  }

  private fileOf(profile: string): string {
    return this.home.pathIn(profile, databasePath);
  }

  private ask<Name extends string>(
    profile: string,
    statements: (
      fields: string,
      schema: readonly string[],
    ) => Readonly<Record<Name, SqliteStatement>>,
  ): Promise<StateFile<Readonly<Record<Name, { readonly rows: readonly SqliteRow[] }>>>> {
    return this.reader.read(
      { root: 'hermes', path: this.fileOf(profile) },
      (schema: SqliteSchema) => {
        const columns = schema.executions;
        if (!columns || needed.some((name) => !columns.includes(name))) return undefined;
        return statements(fieldsOf(columns), columns);
      },
    );
  }
}

/** Columns that a version lacks are empty. */
function fieldsOf(columns: readonly string[]): string {
  const plain = ['source', 'pid', 'process_started_at', 'started_at', 'finished_at'];
  const others = plain.map((name) => (columns.includes(name) ? name : `null as ${name}`));
  const error = columns.includes('error')
    ? `substr(cast(error as text), 1, ${readOfError}) as error`
    : 'null as error';
  return ['id', 'job_id', 'status', 'claimed_at', ...others, error].join(', ');
}

function pageStatement(
  fields: string,
  columns: readonly string[],
  { job, isFailed, search, namedJobs, limit }: RunFilter,
  cursor: readonly [number, string] | undefined,
): SqliteStatement {
  const params: SqliteValue[] = [];
  const bind = (value: SqliteValue) => `?${params.push(value)}`;
  const day = 'coalesce(julianday(claimed_at), 0)';
  const text = columns.includes('error') ? "coalesce(cast(error as text), '')" : "''";
  const conditions = [
    ...(job === undefined ? [] : [`job_id = ${bind(job)}`]),
    ...(isFailed ? ["status in ('failed', 'unknown')"] : []),
    ...(search === ''
      ? []
      : [
          `(instr(lower(${text}), ${bind(search.toLowerCase())}) > 0
            or instr(job_id, ${bind(search.toLowerCase())}) > 0
            or job_id in (select value from json_each(${bind(JSON.stringify(namedJobs))})))`,
        ]),
    ...(cursor ? [`(${day}, id) < (${bind(cursor[0])}, ${bind(cursor[1])})`] : []),
  ];
  return {
    sql: `select ${fields}, ${day} as day from executions
      ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
      order by ${day} desc, id desc limit ${bind(limit + 1)}`,
    params,
    maxRows: limit + 1,
  };
}

function attemptOf(row: SqliteRow): Attempt {
  const [claimedAt, startedAt, finishedAt] = [row.claimed_at, row.started_at, row.finished_at].map(
    timeOf,
  );
  const status = String(row.status) as RunStatus;
  return {
    run: {
      id: String(row.id),
      jobId: String(row.job_id),
      jobName: null,
      source: String(row.source ?? 'unknown').slice(0, 40),
      status: runStatuses.includes(status) ? status : 'unknown',
      claimedAt: claimedAt ?? null,
      startedAt: startedAt ?? null,
      finishedAt: finishedAt ?? null,
      durationMs:
        finishedAt && (startedAt ?? claimedAt)
          ? Math.max(0, Date.parse(finishedAt) - Date.parse((startedAt ?? claimedAt)!))
          : null,
      error: row.error === null ? null : String(row.error),
      output: null,
    },
    pid: row.pid === null ? null : Number(row.pid),
    processStartedAt: row.process_started_at === null ? null : Number(row.process_started_at),
  };
}

function timeOf(value: SqliteValue | undefined): string | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
