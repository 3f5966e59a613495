import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { Database, reasonOf } from '../database/database.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import type { RetentionRun } from './audit.contract.ts';
import { RetentionRunning } from './audit.errors.ts';
import { AuditPartitions } from './audit-partitions.ts';
import { lastRunDue, runPattern, startOfRetention } from './audit-retention-time.ts';
import { runColumns, toRun, type RunRow } from './retention-runs.ts';
import { RetentionSweep } from './retention-sweep.ts';
import { advisoryLocks } from '../database/advisory-locks.ts';

/** Today and the 14 days after it. */
const daysAhead = 15;
/** A detach waits for every report that is running; one that was given up is finished by the next run. */
const statementTimeoutMs = 600_000;

/** Keeps the log within the retention and its partitions ahead of time. */
@Injectable()
export class AuditRetention implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(AuditRetention.name);
  private readonly clients = new Set<pg.Client>();

  constructor(
    private readonly database: Database,
    private readonly partitions: AuditPartitions,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.database.onReady(() => this.makePartitions());
  }

  /** Cuts off a run; the next one goes on. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.clients].map((client) => client.end()));
  }

  @Cron(runPattern, { name: 'audit-retention', timeZone: 'UTC' })
  async runDaily(): Promise<void> {
    await this.unlessAway('The audit log was not purged', () => this.runIfDue());
  }

  /** Also makes up a run that failed, or that was due while no process was up. */
  @Cron('0 20 * * * *', { name: 'audit-partitions', timeZone: 'UTC' })
  async runHourly(): Promise<void> {
    await this.unlessAway('Partitions were not made', () => this.makePartitions());
    await this.unlessAway('The audit log was not purged', () => this.runIfDue());
  }

  /** Purges now. A failure is recorded and told in the answer. Throws {@link RetentionRunning}. */
  async runNow(): Promise<RetentionRun> {
    return this.alone((client) => this.run(client, 'administrator'));
  }

  private makePartitions(): Promise<void> {
    return this.partitions.ensure(new Date(), daysAhead);
  }

  private async runIfDue(): Promise<void> {
    try {
      await this.alone(async (client) => {
        if (!(await this.hasRunSince(client, lastRunDue(new Date()))))
          await this.run(client, 'schedule');
      });
    } catch (error) {
      // Another process is at it.
      if (!(error instanceof RetentionRunning)) throw error;
    }
  }

  /** The lock belongs to the connection, so it also ends with a killed process. */
  private async alone<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({
      connectionString: this.database.url,
      connectionTimeoutMillis: 5000,
      statement_timeout: statementTimeoutMs,
      keepAlive: true,
      application_name: 'hermes-retention',
    });
    // A broken connection also fails the statement that is waiting on it.
    client.on('error', () => undefined);
    await client.connect();
    this.clients.add(client);
    try {
      const lock = await client.query<{ locked: boolean }>(
        'select pg_try_advisory_lock($1) as locked',
        [advisoryLocks.retention],
      );
      if (!lock.rows[0]!.locked) throw new RetentionRunning();
      return await work(client);
    } finally {
      this.clients.delete(client);
      await client.end();
    }
  }

  private async hasRunSince(client: pg.Client, due: Date): Promise<boolean> {
    const done = await client.query(
      `select from audit_retention_run
       where started_at >= $1 and finished_at is not null and error is null limit 1`,
      [due],
    );
    return done.rowCount === 1;
  }

  private async run(client: pg.Client, trigger: RetentionRun['trigger']): Promise<RetentionRun> {
    const id = uuidv7();
    const { logRetentionDays } = this.settings;
    // Under the lock, a run without an end is one that was killed.
    await client.query(
      `update audit_retention_run set error = 'The process ended before the run did.'
       where finished_at is null and error is null`,
    );
    await client.query(
      'insert into audit_retention_run (id, trigger, retention_days) values ($1, $2, $3)',
      [id, trigger, logRetentionDays],
    );
    const sweep = new RetentionSweep(client, startOfRetention(new Date(), logRetentionDays));
    const error = await sweep.run().then(
      () => null,
      (reason: unknown) => reasonOf(reason),
    );
    if (error !== null) this.logger.error(`The audit log was not purged: ${error}`);
    // Through the pool: the sweep's own connection may be what broke.
    const recorded = await this.database.console.query<RunRow>(
      `update audit_retention_run
       set finished_at = now(), partitions_dropped = $2, rows_deleted = $3, bytes_freed = $4, error = $5
       where id = $1 returning ${runColumns}`,
      [id, sweep.partitionsDropped, sweep.rowsDeleted, sweep.bytesFreed, error],
    );
    return toRun(recorded.rows[0]!);
  }

  /** A scheduled job has nobody to answer to; whatever it could not do is tried again within the hour. */
  private async unlessAway(problem: string, work: () => Promise<void>): Promise<void> {
    if (!this.database.isReady) return;
    await work().catch((error: unknown) => this.logger.error(`${problem}: ${reasonOf(error)}`));
  }
}
