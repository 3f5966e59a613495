import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.ts';
import { isAway, reasonOf } from './connection-error.ts';
import { migrate } from './migrate.ts';
import { OutageNotice } from './outage-notice.ts';
import { StartError } from './start-error.ts';

export { isAway, isCrowded, reasonOf } from './connection-error.ts';

/** Below this, partitions cannot be detached while the log is being written. */
const oldestServerVersion = 140000;
/** Who waits for the database waits for this as well, once it is back. */
const longestRetryMs = 1500;
const closeTimeoutMs = 3000;
/**
 * The gateways' statements look up single rows by key. Their plans are made once, when the tables may still be empty, and a
 * scan that was cheap then would be kept while they grow.
 */
const hotPlans =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c plan_cache_mode=force_generic_plan';

/**
 * The one way to PostgreSQL for this process: three small pools, so that a slow report can never starve the gateways.
 * It may be away at any time, also at the start: `isReady` says whether it was reached and migrated.
 */
export class Database {
  /** For the gateways' two statements per request: short waits, never behind a report. */
  readonly hot: pg.Pool;
  /** For the console's own SQL, its sessions and background jobs. */
  readonly console: pg.Pool;
  /** For entities. */
  readonly dataSource: DataSource;
  private readonly logger = new Logger(Database.name);
  private readonly outage = new OutageNotice(this.logger, 'The database is there again.');
  private readonly listeners: (() => Promise<void>)[] = [];
  private readonly stopped = new AbortController();
  private readonly notifying = new Set<Promise<void>>();
  private ready = false;

  constructor(readonly url: string) {
    this.hot = new pg.Pool({
      connectionString: url,
      max: 10,
      connectionTimeoutMillis: 1500,
      query_timeout: 2000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      options: hotPlans,
      application_name: 'hermes-gateway',
    });
    this.console = new pg.Pool({
      connectionString: url,
      max: 6,
      connectionTimeoutMillis: 3000,
      statement_timeout: 15_000,
      // Reports read few rows of many partitions; compiling their plans takes longer than carrying them out.
      options: '-c jit=off',
      // A server that hangs does not end its statements itself.
      query_timeout: 20_000,
      application_name: 'hermes-console',
    });
    // Without these listeners a connection that breaks would end the process: the pool's hear of idle ones, the client's
    // of those that are in somebody's hands. Their statements fail by themselves.
    for (const pool of [this.hot, this.console]) {
      pool.on('error', (error) => this.outage.failed(`The database is away: ${error.message}.`));
      pool.on('connect', (client) => {
        client.on('error', () => undefined);
        this.outage.succeeded();
      });
    }
    this.dataSource = createDataSource(url);
  }

  /** Whether the schema is in place. A connection may still fail later. */
  get isReady(): boolean {
    return this.ready;
  }

  /** Runs once, when the schema is in place; at once when it already is. */
  onReady(listener: () => Promise<void>): void {
    this.listeners.push(listener);
    if (this.ready) void this.notify(listener);
  }

  /**
   * Tries once to reach and migrate the database. Resolves with the reason when it is away; throws {@link StartError}
   * when it is there but can never serve this build.
   */
  async tryConnect(): Promise<string | undefined> {
    try {
      await this.refuseOldServer();
      await migrate(this.url, this.dataSource);
    } catch (error) {
      if (error instanceof StartError) throw error;
      if (isAway(error)) return this.noteAway(reasonOf(error));
      throw new StartError(`The database could not be prepared: ${reasonOf(error)}`);
    }
    this.outage.succeeded();
    this.ready = true;
    for (const listener of this.listeners) await this.notify(listener);
    return undefined;
  }

  /** Keeps trying until the database is there or the process stops. Throws {@link StartError} as above. */
  async connectWhenBack(): Promise<void> {
    for (
      let waitMs = 250;
      !this.stopped.signal.aborted;
      waitMs = Math.min(waitMs * 2, longestRetryMs)
    ) {
      if ((await this.tryConnect()) === undefined) return;
      // Jitter keeps several processes from knocking at the same moment.
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, {
        signal: this.stopped.signal,
      }).catch(() => undefined);
    }
  }

  /** One cheap question, for readiness. Resolves with the reason when it is not answered. */
  async ping(): Promise<string | undefined> {
    if (!this.ready) return 'not reached yet';
    return this.hot.query('select 1').then(
      () => undefined,
      (error: unknown) => reasonOf(error),
    );
  }

  /** Waits for what is running, but not for a server that hangs. */
  async close(): Promise<void> {
    this.stopped.abort();
    this.ready = false;
    await within(closeTimeoutMs, this.notifying);
    const ends = [this.hot.end(), this.console.end()];
    if (this.dataSource.isInitialized) ends.push(this.dataSource.destroy());
    await within(closeTimeoutMs, ends);
  }

  private noteAway(reason: string): string {
    this.outage.failed(
      `The database is away: ${reason}. Trying again; nothing is served before it is there.`,
    );
    return reason;
  }

  private async refuseOldServer(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5000 });
    // The connection may also break after the answer.
    client.on('error', () => undefined);
    await client.connect();
    try {
      const found = await client.query<{ number: string; text: string }>(
        "select current_setting('server_version_num') as number, current_setting('server_version') as text",
      );
      const version = found.rows[0]!;
      if (Number(version.number) < oldestServerVersion)
        throw new StartError(
          `PostgreSQL ${version.text} is too old: version 14 or newer is needed. Upgrade it, or point DATABASE_URL elsewhere.`,
        );
    } finally {
      await client.end();
    }
  }

  private async notify(listener: () => Promise<void>): Promise<void> {
    const done = listener().catch((error: unknown) =>
      this.logger.error(`After connecting: ${reasonOf(error)}`),
    );
    this.notifying.add(done);
    await done.finally(() => this.notifying.delete(done));
  }
}

async function within(ms: number, work: Iterable<Promise<unknown>>): Promise<void> {
  await Promise.race([Promise.allSettled(work), sleep(ms, undefined, { ref: false })]);
}
